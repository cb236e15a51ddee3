// A run for people: a table for each task, and one of all bars.
import { toTable } from "../prove/to-table.ts";
import type { Judged } from "./bars.ts";
import { judgeRun, type Measured, type Run } from "./run.ts";
import type { Sample } from "./sample.ts";
import { inOrder } from "./subject.ts";
import { toSpread, type Spread } from "./statistics.ts";

export type Row = Readonly<Record<string, string | undefined>>;

/** Three figures that count. */
export const toFigure = (value: number): string => {
  const digits = Math.abs(value) >= 100 ? 0 : Math.abs(value) >= 10 ? 1 : 2;
  return Number(value.toFixed(digits)).toLocaleString("en", { maximumFractionDigits: digits });
};

const toCell = (values: readonly number[]): string => {
  const { median, q1, q3 } = toSpread(values);
  return values.length < 3 || toFigure(q1) === toFigure(q3)
    ? toFigure(median)
    : `${toFigure(median)} [${toFigure(q1)}–${toFigure(q3)}]`;
};

const toRows = (samples: readonly Sample[]): readonly Row[] => {
  const columns = new Set(samples.map(({ figure }) => figure));
  return inOrder(samples.map(({ subject }) => subject)).map((subject) => ({
    "": subject,
    ...Object.fromEntries(
      [...columns].map((figure) => {
        const found = samples.find((sample) => sample.subject === subject && sample.figure === figure);
        return [figure, found === undefined ? undefined : toCell(found.values)];
      }),
    ),
  }));
};

export type Section = { readonly title: string; readonly rows: readonly Row[] };

/** One for each task that was measured. */
export const toSections = ({ measure, samples }: Measured): readonly Section[] =>
  [...new Set(samples.map(({ task }) => task))].map((task) => ({
    title: task.startsWith(measure) ? task : `${measure}: ${task}`,
    rows: toRows(samples.filter((sample) => sample.task === task)),
  }));

const toRatioText = ({ median, q1, q3 }: Spread): string =>
  q1 === q3 ? median.toFixed(2) : `${median.toFixed(2)} [${q1.toFixed(2)}–${q3.toFixed(2)}]`;

/** What stands for a side of a bar in a table. */
const toSideText = (subject: string, figure: string | undefined, counted: string): string =>
  figure === undefined || figure === counted ? subject : figure;

export const toBarRow = (judged: Judged): Row => {
  const { title, task, figure, over, under, overMedian, underMedian, ratio, bar, stretch, is, isMet } =
    judged;
  return {
    what: title.startsWith(task) ? title : `${task}: ${title}`,
    counted: figure,
    of: `${over.subject} ${toFigure(overMedian)}`,
    beside:
      under === undefined || underMedian === undefined
        ? undefined
        : `${toSideText(under.subject, under.figure, figure)} ${toFigure(underMedian)}`,
    ratio: under === undefined ? toFigure(overMedian) : toRatioText(ratio),
    bar: `${is === "at most" ? "≤" : "≥"} ${bar}`,
    stretch: stretch === undefined ? undefined : `${stretch}`,
    verdict: isMet ? "met" : "MISSED",
  };
};

const toText = ({ title, rows }: Section): string => `${title}\n${toTable(rows).replaceAll(/^/gm, "  ")}`;

/** Where it was measured, and beside which load. */
export const toHeadline = ({ measured, commit = "no commit", rounds, machine }: Run): string => {
  const { processor, cores, node } = machine;
  const loads = measured.flatMap(({ load }) => load);
  return `${measured[0]?.date ?? ""}, ${commit}, ${processor}, ${cores} cores, Node ${node}, ${rounds} rounds, load ${Math.min(...loads)} to ${Math.max(...loads)}`;
};

export const toReport = (run: Run): string => {
  const judged = judgeRun(run);
  return [
    toHeadline(run),
    ...run.measured.flatMap(toSections).map(toText),
    ...(judged.length === 0 ? [] : [toText({ title: "bars", rows: judged.map(toBarRow) })]),
  ].join("\n\n");
};
