// One run of the bench: what was measured, where, and beside what else.
import { execFile } from "node:child_process";
import { availableParallelism, cpus, loadavg, totalmem } from "node:os";
import { promisify } from "node:util";
import { judgeAll, type Judged } from "./bars.ts";
import type { BenchContext, Measure } from "./measure.ts";
import type { Sample } from "./sample.ts";

export type Measured = {
  readonly measure: string;
  /** When it began: ISO 8601, UTC. */
  readonly date: string;
  readonly seconds: number;
  /** Of the machine over the last minute: before and after. */
  readonly load: readonly [number, number];
  readonly samples: readonly Sample[];
};

export type Run = {
  /** Undefined outside of a checkout. */
  readonly commit: string | undefined;
  readonly machine: {
    readonly processor: string;
    readonly cores: number;
    readonly memoryGb: number;
    readonly platform: string;
    readonly node: string;
  };
  readonly rounds: number;
  readonly measured: readonly Measured[];
};

/** Nothing that is measured here is better known. */
const toRounded = (sample: Sample): Sample => ({
  ...sample,
  values: sample.values.map((value) => Number(value.toPrecision(5))),
});

const load = (): number => Math.round((loadavg()[0] ?? NaN) * 10) / 10;

const commitOf = async (): Promise<string | undefined> =>
  promisify(execFile)("git", ["describe", "--always", "--dirty"], { cwd: import.meta.dirname }).then(
    ({ stdout }) => stdout.trim(),
    () => undefined,
  );

export const runMeasures = async (measures: readonly Measure[], context: BenchContext): Promise<Run> => {
  const measured: Measured[] = [];
  for (const { name, run } of measures) {
    const date = new Date().toISOString();
    const [before, begin] = [load(), performance.now()];
    const samples = (await run(context)).map(toRounded);
    const seconds = Math.round((performance.now() - begin) / 1000);
    context.progress.say(`${name}: ${seconds} s`);
    measured.push({ measure: name, date, seconds, load: [before, load()], samples });
  }
  return {
    commit: await commitOf(),
    machine: {
      processor: cpus()[0]?.model ?? "unknown",
      cores: availableParallelism(),
      memoryGb: Math.round(totalmem() / 2 ** 30),
      platform: `${process.platform} ${process.arch}`,
      node: process.version,
    },
    rounds: context.rounds,
    measured,
  };
};

export const samplesOf = ({ measured }: Run): readonly Sample[] => measured.flatMap(({ samples }) => samples);

export const judgeRun = (run: Run): readonly Judged[] => judgeAll(samplesOf(run));
