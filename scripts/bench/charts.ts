// The charts of a run. Each subject has one bar; the product's come first.
import { toBarChart, type BarChart } from "../charts/bar-chart.ts";

import { figures } from "./figures.ts";
import { samplesOf, type Measured, type Run } from "./run.ts";
import { inOrder } from "./subject.ts";
import { median } from "./statistics.ts";
import { authorizer } from "./tasks/authorizer.ts";
import { readerById } from "./tasks/reader.ts";
import { worker } from "./tasks/worker.ts";

export type DrawnChart = {
  /** Without `.svg`. */
  readonly file: string;
  readonly title: string;
  readonly svg: string;
};

const valueOf = (run: Run, task: string, subject: string, figure: string): number | undefined => {
  const values = samplesOf(run).find(
    (sample) => sample.task === task && sample.subject === subject && sample.figure === figure,
  )?.values;
  return values === undefined ? undefined : median(values);
};

const toSubtitle = ({ machine }: Run, what: string, { date, load }: Measured): string =>
  `${what}. ${date.slice(0, 10)}, Node ${machine.node}, ${machine.processor}, load ${load.join(" to ")}`;

type Chart = {
  readonly file: string;
  readonly measure: string;
  readonly task: string;
  readonly title: string;
  readonly subtitle: string;
  readonly axis: string;
  readonly figure: string;
  /** Is part of the figure: the bar shows it, and the rest. */
  readonly part?: { readonly figure: string; readonly name: string; readonly rest: string };
};

const throttled = {
  measure: "cold",
  axis: "ms",
  figure: figures.throttled,
  subtitle: "At 512 MB: init on a whole core, the first invocation on 0.29 of one",
  part: { figure: figures.throttledInit, name: "init", rest: "first invocation" },
};

const charts: readonly Chart[] = [
  {
    file: "performance-cold",
    measure: "cold",
    task: worker.name,
    title: "Cold start of the worker, in instructions",
    subtitle: "Import and first message, beyond a function that does nothing",
    axis: "millions of instructions",
    figure: figures.instructions,
  },
  { ...throttled, file: "performance-first", task: worker.name, title: "Until the first message is stored" },
  {
    ...throttled,
    file: "performance-reader",
    task: readerById.name,
    title: "Until the first message is read",
  },
  {
    ...throttled,
    file: "performance-authorizer",
    task: authorizer.name,
    title: "Until the first token is verified",
  },
  {
    file: "performance-warm",
    measure: "warm",
    task: worker.name,
    title: "Processor time of a message, once warm",
    subtitle: "In batches of ten",
    axis: "µs",
    figure: figures.warm,
  },
  {
    file: "performance-size",
    measure: "size",
    task: worker.name,
    title: "The worker's zip",
    subtitle: "Deflate, level 9",
    axis: "KiB",
    figure: figures.zip,
  },
];

const toSeries = (
  run: Run,
  subjects: readonly string[],
  { task, figure, part }: Chart,
): BarChart["series"] => {
  const wholes = subjects.map((subject) => valueOf(run, task, subject, figure));
  if (part === undefined) return [{ name: figure, values: wholes }];
  const parts = subjects.map((subject) => valueOf(run, task, subject, part.figure) ?? 0);
  const rests = wholes.map((whole, index) => Math.max(0, (whole ?? 0) - (parts[index] ?? 0)));
  return [
    { name: part.name, values: parts },
    { name: part.rest, values: rests },
  ];
};

/** Of everything that was measured and has a chart. */
export const toCharts = (run: Run): readonly DrawnChart[] =>
  charts.flatMap((chart) => {
    const measured = run.measured.find(({ measure }) => measure === chart.measure);
    const subjects = inOrder(
      samplesOf(run)
        .filter(({ task, figure }) => task === chart.task && figure === chart.figure)
        .map(({ subject }) => subject),
    );
    if (measured === undefined || subjects.length === 0) return [];
    const svg = toBarChart({
      title: chart.title,
      subtitle: toSubtitle(run, chart.subtitle, measured),
      values: { name: chart.axis },
      groups: subjects,
      series: toSeries(run, subjects, chart),
      layout: chart.part === undefined ? "horizontal" : "stacked",
    });
    return [{ file: chart.file, title: chart.title, svg }];
  });
