// What docs/performance.md shows of a run: its tables, and the figures that they and the charts are made of.
import { format } from "prettier";
import { project } from "../prove/model/projection.ts";
import { toCharts } from "./charts.ts";
import { toLambdaCosts } from "./lambda-cost.ts";
import { judgeRun, samplesOf, type Run } from "./run.ts";
import { toBarRow, toSections, type Row } from "./report.ts";

/** Measured anew, and for the rest what was recorded before. */
export const mergeRuns = (before: Run | undefined, now: Run): Run => ({
  ...now,
  measured: [
    ...(before?.measured ?? []).filter(
      ({ measure }) => !now.measured.some((measured) => measured.measure === measure),
    ),
    ...now.measured,
  ],
});

const toLine = (cells: readonly string[]): string => `| ${cells.join(" | ")} |`;

const toMarkdown = (rows: readonly Row[]): string => {
  if (rows.length === 0) return "_Not recorded._";
  const columns = Object.keys(rows[0] ?? {});
  return [
    toLine(columns),
    toLine(columns.map(() => "---")),
    ...rows.map((row) => toLine(columns.map((column) => row[column] ?? "–"))),
  ].join("\n");
};

const dollars = (value = NaN): string => `$${value.toFixed(3)}`;

const toCostRows = (run: Run): readonly Row[] =>
  toLambdaCosts(samplesOf(run)).map(({ subject, byBatch, alwaysCold }) => ({
    "": subject,
    "batch of 1": dollars(byBatch[1]),
    "batch of 10": dollars(byBatch[10]),
    "each one a cold start": dollars(alwaysCold),
  }));

/** Of `prod` at these messages a second. */
const rates = [10, 1000, 10_000];

const toModelRows = (): readonly Row[] =>
  rates.map((rate) => {
    const { batch, cost_per_million, cost_per_month, ceilings } = project(rate);
    const binding = ceilings.filter(({ load }) => load >= 1);
    return {
      "messages a second": rate.toLocaleString("en"),
      "messages in a batch": `${batch}`,
      "a million costs": `$${cost_per_million.toFixed(2)}`,
      "a month costs": `$${Math.floor(cost_per_month).toLocaleString("en")}`,
      "binds, the furthest first (and how it is raised)":
        binding.map(({ name, raise }) => (name === raise ? name : `${name} (${raise})`)).join("; ") ||
        "nothing",
    };
  });

/** The measures of a block each with their tables; `charts`, `bars` and `cost` are of all, and `model` is of none. */
const toBlock = (run: Run, name: string): string => {
  if (name === "charts")
    return toCharts(run)
      .map(({ file, title }) => `![${title}](images/${file}.svg)`)
      .join("\n\n");
  if (name === "bars") return toMarkdown(judgeRun(run).map(toBarRow));
  if (name === "cost") return toMarkdown(toCostRows(run));
  if (name === "model") return toMarkdown(toModelRows());
  const measured = run.measured.find(({ measure }) => measure === name);
  if (measured === undefined) return `_Not recorded: \`pnpm bench ${name}\` measures it._`;
  const { date, load, samples } = measured;
  return [
    ...toSections(measured).map(({ title, rows }) => `**${title}**\n\n${toMarkdown(rows)}`),
    `Begun ${date.slice(0, 16).replace("T", " ")} UTC, rounds: ${Math.max(...samples.map(({ values }) => values.length))}, load ${load.join(" to ")}.`,
  ].join("\n\n");
};

const block = /(?<=<!-- bench: (\w+) -->\n).*?(?=<!-- \/ -->)/gs;

/** The document with its blocks made anew from the run. */
export const withRun = async (document: string, run: Run): Promise<string> =>
  format(
    document.replaceAll(block, (_old, name: string) => `\n${toBlock(run, name)}\n\n`),
    { parser: "markdown", printWidth: 110, proseWrap: "preserve" },
  );
