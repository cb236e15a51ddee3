// The simulation as a whole: a few episodes, every interleaving of each pairing, then episodes until so many deliveries were made, on all cores.
import { availableParallelism } from "node:os";
import { once } from "node:events";
import { Worker } from "node:worker_threads";
import type { Failure } from "./failure.ts";
import { everyInterleaving, type Task, type TaskResult } from "./task.ts";

export type SimulationOptions = {
  /** At least; 0: interleavings alone. */
  readonly deliveries: number;
  readonly seed: number;
  readonly onProgress?: (text: string) => void;
};

export type SimulationResult = {
  readonly ok: boolean;
  readonly deliveries: number;
  readonly interleavings: number;
  /** In which these interleavings differ. */
  readonly states: number;
  /** The same for the same seed and the same code. */
  readonly history: string;
  readonly failure?: Failure;
};

/** Episodes of one seed have seeds of their own. */
const SEEDS = 1_000_003;

/** What they find shall be found soon. */
const EARLY_EPISODES = 4;

const toTasks = ({ deliveries, seed }: SimulationOptions) => {
  const early = deliveries === 0 ? 0 : EARLY_EPISODES;
  return {
    /** However many deliveries they make. */
    atLeast: early + everyInterleaving.length,
    at: (index: number): Task =>
      (index < early ? undefined : everyInterleaving[index - early]) ?? {
        kind: "episode",
        seed: seed * SEEDS + index,
      },
  };
};

/** Results in the order of their tasks, up to the first that fails or makes it enough: whichever thread was faster. */
const takeUntil = (
  results: readonly (TaskResult | undefined)[],
  atLeast: number,
  wanted: number,
): { readonly taken: readonly TaskResult[]; readonly isEnough: boolean } => {
  const taken: TaskResult[] = [];
  let deliveries = 0;
  for (const [index, result] of results.entries()) {
    if (index >= atLeast && deliveries >= wanted) return { taken, isEnough: true };
    if (result === undefined) return { taken, isEnough: false };
    taken.push(result);
    deliveries += result.deliveries;
    if (result.failure !== undefined) return { taken, isEnough: true };
  }
  return { taken, isEnough: taken.length >= atLeast && deliveries >= wanted };
};

const sum = (results: readonly TaskResult[]): SimulationResult => {
  const failure = results.find((result) => result.failure !== undefined)?.failure;
  const history = results.reduce((all, result) => (Math.imul(all, 31) + result.history) >>> 0, 0);
  return {
    ok: failure === undefined,
    deliveries: results.reduce((all, { deliveries }) => all + deliveries, 0),
    interleavings: Number(results.reduce((all, { interleavings }) => all + interleavings, 0n)),
    states: results.reduce((all, { states }) => all + states, 0),
    history: history.toString(16).padStart(8, "0"),
    ...(failure === undefined ? {} : { failure }),
  };
};

export const simulate = async (options: SimulationOptions): Promise<SimulationResult> => {
  const { deliveries, onProgress } = options;
  const tasks = toTasks(options);
  const results: (TaskResult | undefined)[] = [];
  let next = 0;
  const isOver = (): boolean =>
    takeUntil(results, tasks.atLeast, deliveries).isEnough ||
    results.some((result) => result?.failure !== undefined);
  const work = async (): Promise<void> => {
    const thread = new Worker(new URL("./main.ts", import.meta.url));
    while (!isOver()) {
      const index = next;
      next += 1;
      results[index] = undefined;
      thread.postMessage(tasks.at(index));
      // Rejects with what the thread throws.
      const [result] = (await once(thread, "message")) as [TaskResult];
      results[index] = result;
      const done = sum(results.filter((each) => each !== undefined));
      onProgress?.(
        `${done.states.toLocaleString("en")} states, ${done.deliveries.toLocaleString("en")} of ${deliveries.toLocaleString("en")} deliveries`,
      );
    }
    await thread.terminate();
  };
  await Promise.all(Array.from({ length: availableParallelism() }, work));
  return sum(takeUntil(results, tasks.atLeast, deliveries).taken);
};
