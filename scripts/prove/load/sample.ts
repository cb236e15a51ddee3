// How the running system is at a moment: its queue, and what its processes take.
import { setTimeout as sleep } from "node:timers/promises";
import type { RunningSystem } from "../system/running-system.ts";
import { readFigures, type ProcessFigures } from "./process-figures.ts";

export type Sample = {
  /** Epoch milliseconds. */
  readonly at: number;
  /** Messages that wait or are worked on. */
  readonly depth: number;
  /** Of the oldest of them. */
  readonly age_seconds: number;
  /** Undefined without /proc. */
  readonly main?: ProcessFigures;
  /** Of the main process, without garbage; undefined where it was not looked at. */
  readonly main_heap_mib?: number;
  /** All of them together; those that have ended count with their processor time. */
  readonly functions?: ProcessFigures;
  /** Of the function's process that has most. */
  readonly function_mib_max?: number;
};

const sum = (all: readonly ProcessFigures[], figure: (each: ProcessFigures) => number): number =>
  all.reduce((total, each) => total + figure(each), 0);

export const makeSampler = (system: RunningSystem) => {
  /** By process. */
  const spent = new Map<number, number>();
  return async (): Promise<Sample> => {
    const [queue, pids] = await Promise.all([system.workQueue(), system.allPids()]);
    const at = Date.now();
    const main = readFigures(system.pid);
    const functions = pids.flatMap((pid) => {
      const figures = readFigures(pid);
      if (figures === undefined) return [];
      spent.set(pid, figures.cpuSeconds);
      return [figures];
    });
    return {
      at,
      depth: queue.visible + queue.in_flight + queue.delayed,
      age_seconds:
        queue.oldest_sent_at === null ? 0 : Math.max(0, at - Date.parse(queue.oldest_sent_at)) / 1000,
      ...(main === undefined
        ? {}
        : {
            main,
            functions: {
              mib: sum(functions, ({ mib }) => mib),
              handles: sum(functions, ({ handles }) => handles),
              cpuSeconds: [...spent.values()].reduce((total, seconds) => total + seconds, 0),
            },
            ...(functions.length === 0
              ? {}
              : { function_mib_max: Math.max(...functions.map(({ mib }) => mib)) }),
          }),
    };
  };
};

/** Samples from before the work until after it. */
export const sampleDuring = async <T>(
  work: Promise<T>,
  everyMs: number,
  sample: () => Promise<Sample>,
  onSample: (sample: Sample) => void = () => undefined,
): Promise<{ readonly result: T; readonly samples: readonly Sample[] }> => {
  const samples: Sample[] = [];
  const over = work.then(
    () => true,
    () => true,
  );
  const add = async (): Promise<void> => {
    const taken = await sample();
    samples.push(taken);
    onSample(taken);
  };
  await add();
  for (let isOver = false; !isOver;) {
    isOver = await Promise.race([over, sleep(everyMs, false)]);
    await add();
  }
  return { result: await work, samples };
};
