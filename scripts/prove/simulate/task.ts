// The parts of a simulation, small enough to run side by side: one pairing of messages, or one episode.
import { enumerate } from "./enumerate.ts";
import { makeEpisode } from "./episode.ts";
import { explainEpisode } from "./explain-episode.ts";
import type { Failure } from "./failure.ts";
import type { MakeWorker } from "./make-worker.ts";
import { mishapsByChance } from "./mishaps.ts";
import { pairings } from "./pairings.ts";
import { runEpisode } from "./run-episode.ts";
import { MOST_STEPS } from "./to-steps.ts";
import { makeVirtualClock, withVirtualTimeOuts } from "./virtual-clock.ts";
import type { Extent } from "./walk.ts";

export type Task =
  | { readonly kind: "interleavings"; readonly pairing: number; readonly extent: Extent }
  | { readonly kind: "episode"; readonly seed: number };

export type TaskResult = {
  readonly deliveries: number;
  readonly interleavings: bigint;
  readonly states: number;
  /** Tells one history from another. */
  readonly history: number;
  readonly failure?: Failure;
};

/** Faults that a worker survives double what a delivery can do: with them, two deliveries of each message are enough. */
const extents: readonly Extent[] = [
  { deliveries: 2, hasFaults: true },
  { deliveries: 3, hasFaults: false },
];

export const everyInterleaving: readonly Task[] = extents.flatMap((extent) =>
  pairings.map((_pairing, pairing) => ({ kind: "interleavings", pairing, extent }) as const),
);

const nothing: TaskResult = { deliveries: 0, interleavings: 0n, states: 0, history: 0 };

const runInterleavings = async (
  index: number,
  extent: Extent,
  makeWorker: MakeWorker,
): Promise<TaskResult> => {
  const pairing = pairings[index];
  if (pairing === undefined) return nothing;
  const enumerated = await withVirtualTimeOuts(makeVirtualClock(), async () =>
    enumerate(pairing, extent, makeWorker),
  );
  return { ...nothing, ...enumerated };
};

const runOneEpisode = async (seed: number, makeWorker: MakeWorker): Promise<TaskResult> => {
  const episode = makeEpisode(seed);
  const mishaps = mishapsByChance(seed);
  const clock = makeVirtualClock();
  const { broken, deliveries, history } = await withVirtualTimeOuts(clock, async () =>
    runEpisode(episode, { clock, makeWorker, mishaps }),
  );
  const failure =
    broken === undefined ? undefined : await explainEpisode(episode, mishaps.happened, makeWorker);
  return { ...nothing, deliveries, history, ...(failure === undefined ? {} : { failure }) };
};

/** Other episodes that are looked into when what happens in one is hard to follow. */
const OTHERS = 4;
const OTHER_SEEDS = 1_000_000_007;

const runEpisodes = async (seed: number, makeWorker: MakeWorker): Promise<TaskResult> => {
  const result = await runOneEpisode(seed, makeWorker);
  let { failure } = result;
  for (let other = 1; other <= OTHERS && (failure?.steps.length ?? 0) > MOST_STEPS; other += 1) {
    const found = (await runOneEpisode(seed + other * OTHER_SEEDS, makeWorker)).failure;
    const isShorter = found !== undefined && found.steps.length < (failure?.steps.length ?? 0);
    if (isShorter && found.invariant === failure?.invariant) failure = found;
  }
  return { ...result, ...(failure === undefined ? {} : { failure }) };
};

export const runTask = async (task: Task, makeWorker: MakeWorker): Promise<TaskResult> =>
  task.kind === "episode"
    ? runEpisodes(task.seed, makeWorker)
    : runInterleavings(task.pairing, task.extent, makeWorker);
