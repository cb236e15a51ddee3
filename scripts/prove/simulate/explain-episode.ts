// From a failing episode to the few messages and mishaps that it takes to fail, and what happens then, in words.
import type { Episode, Send } from "./episode.ts";
import type { Failure } from "./failure.ts";
import type { InvariantName } from "./invariants.ts";
import type { MakeWorker } from "./make-worker.ts";
import { onlyMishaps, type Mishap } from "./mishaps.ts";
import { runEpisode, type EpisodeResult } from "./run-episode.ts";
import { describeSent } from "./sent.ts";
import { shrink } from "./shrink.ts";
import { toSteps, type Step } from "./to-steps.ts";
import { makeVirtualClock, withVirtualTimeOuts } from "./virtual-clock.ts";

type Part = { readonly send: Send } | { readonly place: string; readonly mishap: Mishap };

const partsOf = (episode: Episode, happened: ReadonlyMap<string, Mishap>): readonly Part[] => [
  ...episode.sends.map((send) => ({ send })),
  ...[...happened].map(([place, mishap]) => ({ place, mishap })),
];

const run = async (
  episode: Episode,
  parts: readonly Part[],
  makeWorker: MakeWorker,
): Promise<EpisodeResult & { readonly steps: readonly Step[]; readonly sends: readonly Send[] }> => {
  const sends = parts.flatMap((part) => ("send" in part ? [part.send] : []));
  const planned = new Map(
    parts.flatMap((part) => ("send" in part ? [] : [[part.place, part.mishap] as const])),
  );
  const clock = makeVirtualClock();
  const steps: Step[] = [];
  const result = await withVirtualTimeOuts(clock, async () =>
    runEpisode(
      { ...episode, sends },
      { clock, makeWorker, mishaps: onlyMishaps(planned), onStep: (step) => steps.push(step) },
    ),
  );
  return { ...result, steps, sends };
};

/** What it has found names messages: most often they alone fail as well. */
const isAbout = (found: string, part: Part): boolean => {
  const names: readonly string[] = found.match(/\bm\d+\b/g) ?? [];
  const name = "send" in part ? part.send.sent.name : `m${part.place.split(" ")[1]}`;
  return names.includes(name);
};

/** Then no message is needed for its time alone, and what fails in an outage fails in one batch. */
const atOnce = (part: Part): Part => ("send" in part ? { send: { ...part.send, at: 0 } } : part);

export const explainEpisode = async (
  episode: Episode,
  happened: ReadonlyMap<string, Mishap>,
  makeWorker: MakeWorker,
): Promise<Failure | undefined> => {
  const all = partsOf(episode, happened);
  const { broken } = await run(episode, all, makeWorker);
  if (broken === undefined) return undefined;
  const failsAs = (invariant: InvariantName) => async (parts: readonly Part[]) =>
    (await run(episode, parts, makeWorker)).broken?.invariant === invariant;
  const fails = failsAs(broken.invariant);
  const few = all.filter((part) => isAbout(broken.found, part));
  let parts = all;
  for (const candidate of [few, few.map(atOnce), all.map(atOnce)]) {
    if (!(await fails(candidate))) continue;
    parts = candidate;
    break;
  }
  const left = await shrink(parts, fails);
  const last = await run(episode, left, makeWorker);
  return {
    ...(last.broken ?? broken),
    where: `an episode of many deliveries, made from ${episode.seed}`,
    messages: last.sends.map(({ sent }) => describeSent(sent)),
    steps: toSteps(last.steps),
  };
};
