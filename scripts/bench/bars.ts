// How fast the functions have to be beside others, as ratios within one run.
import { names } from "./subject.ts";
import { figures } from "./figures.ts";
import { handWritten, tType, zod } from "./measures/micro-subjects.ts";
import type { Sample } from "./sample.ts";
import { median, toRatio, type Spread } from "./statistics.ts";

type Side = { readonly subject: string; readonly figure?: string };

export type Bar = {
  readonly title: string;
  readonly task: string;
  /** The first one that was measured counts. */
  readonly figures: readonly string[];
  readonly over: Side;
  /** Undefined: the figure itself has the bar. */
  readonly under?: Side;
  readonly bar: number;
  readonly stretch?: number;
  readonly is: "at most" | "at least";
};

export type Judged = Bar & {
  readonly figure: string;
  readonly overMedian: number;
  readonly underMedian: number | undefined;
  readonly ratio: Spread;
  readonly isMet: boolean;
};

const product: Side = { subject: names.product };

const atMost = (
  title: string,
  task: string,
  counted: readonly string[],
  peer: string | undefined,
  bar: number,
  stretch?: number,
): Bar => ({
  title,
  task,
  figures: counted,
  over: product,
  ...(peer === undefined ? {} : { under: { subject: peer } }),
  bar,
  ...(stretch === undefined ? {} : { stretch }),
  is: "at most",
});

const cold = [figures.instructions, figures.processor];
const slow = [figures.throttled, figures.weighed, figures.weighedProcessor];
const faster = (peer: string, figure: string, bar: number): Bar => ({
  title: "decode, how many times as fast",
  task: "decode",
  figures: [figure],
  over: { subject: peer },
  under: product,
  bar,
  is: "at least",
});
const batches = (size: number, bar: number): Bar => ({
  title: `batch of ${size} beside 1`,
  task: "batch, stores of 5 ms",
  figures: [figures.batch(size)],
  over: product,
  under: { ...product, figure: figures.batch(1) },
  bar,
  is: "at most",
});

export const bars: readonly Bar[] = [
  atMost("cold start", "worker", cold, names.plainSdk, 0.6, 0.43),
  atMost("cold start", "worker", cold, names.floor, 3, 2.1),
  atMost("cold start", "worker", cold, names.powertools, 0.38, 0.27),
  atMost("init + first invocation", "worker", slow, names.cdk, 0.4, 0.22),
  atMost("init + first invocation", "worker", slow, names.floor, 2.2, 1.2),
  atMost("init + first invocation", "reader, by id", slow, names.plainSdk, 0.45, 0.25),
  atMost("init + first invocation", "authorizer", slow, names.jwtVerify, 0.7, 0.5),
  atMost("cold start", "reader, by id", cold, names.plainSdk, 0.6, 0.45),
  atMost("cold start", "reader, list", cold, names.plainSdk, 0.6, 0.45),
  atMost("cold start", "authorizer", cold, names.jwtVerify, 1.05, 1),
  atMost("warm, batch of 10", "worker", [figures.warm], names.plainSdk, 0.6, 0.45),
  atMost("warm, batch of 10", "worker", [figures.warm], names.floor, 2.2, 1.7),
  atMost("warm, batch of 10", "worker", [figures.warm], names.powertools, 0.22, 0.16),
  atMost("size", "worker", [figures.zip], names.plainSdk, 0.55, 0.35),
  atMost("memory after batches", "worker", [figures.rss], names.plainSdk, 0.65, 0.45),
  atMost("builtin modules", "worker", [figures.builtins], names.plainSdk, 0.55),
  atMost("undici is loaded", "worker", [figures.undici], undefined, 0),
  atMost("files of ~/.aws", "worker", [figures.reads], undefined, 0),
  atMost("requests a message", "worker", [figures.requests], undefined, 2),
  atMost("glue, batch of 10", "glue, batch of 10", [figures.warm], handWritten, 1.5, 1.15),
  faster(tType, figures.valid, 1.5),
  faster(zod, figures.invalid, 2),
  batches(10, 1.1),
  batches(100, 1.25),
];

const valuesOf = (
  samples: readonly Sample[],
  { task }: Bar,
  { subject, figure }: Side,
  counted: string,
): readonly number[] | undefined =>
  samples.find(
    (sample) => sample.task === task && sample.subject === subject && sample.figure === (figure ?? counted),
  )?.values;

/** Undefined when what it takes was not measured. */
export const judge = (bar: Bar, samples: readonly Sample[]): Judged | undefined => {
  for (const figure of bar.figures) {
    const over = valuesOf(samples, bar, bar.over, figure);
    const under = bar.under === undefined ? undefined : valuesOf(samples, bar, bar.under, figure);
    if (over === undefined || (bar.under !== undefined && under === undefined)) continue;
    const ratio = toRatio(over, under ?? over.map(() => 1));
    return {
      ...bar,
      figure,
      overMedian: median(over),
      underMedian: under === undefined ? undefined : median(under),
      ratio,
      isMet: bar.is === "at most" ? ratio.median <= bar.bar : ratio.median >= bar.bar,
    };
  }
  return undefined;
};

export const judgeAll = (samples: readonly Sample[]): readonly Judged[] =>
  bars.flatMap((bar) => judge(bar, samples) ?? []);
