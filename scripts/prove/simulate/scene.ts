// What all parts of an episode share: its clock, its luck, who tells what happens, and the first promise that is broken.
import { FAULTS_END, type Episode, type Send } from "./episode.ts";
import type { Violation } from "./invariants.ts";
import type { Mishap, Mishaps, Odds, Site } from "./mishaps.ts";
import { chanceAt } from "./random.ts";
import type { Step } from "./to-steps.ts";
import type { VirtualClock } from "./virtual-clock.ts";

export type SceneDeps = {
  readonly clock: VirtualClock;
  readonly mishaps: Mishaps;
  readonly onStep?: (step: Step) => void;
};

export type Scene = {
  readonly episode: Episode;
  readonly clock: VirtualClock;
  /** Uniform in [0, 1). */
  readonly draw: () => number;
  /** Milliseconds that something takes. */
  readonly latency: () => number;
  readonly isFaulty: () => boolean;
  /** @param nth the delivery of the message, @param call of this delivery, 0 where it is about all of it */
  readonly mishapAt: (
    site: Site,
    about: { readonly send: Send; readonly nth: number; readonly call: number },
    odds: readonly Odds[],
  ) => Mishap | undefined;
  readonly tell: (send: Send, what: string, kind?: Pick<Step, "isEffect" | "isStart">) => void;
  readonly fail: (found: Violation | undefined) => void;
  readonly broken: () => Violation | undefined;
};

const LONGEST_LATENCY_MS = 200;

export const makeScene = (episode: Episode, { clock, mishaps, onStep }: SceneDeps): Scene => {
  let [drawnAt, drawn] = [0, 0];
  let broken: Violation | undefined;
  const draw = (): number => {
    // By the time, so that a message's luck stays its own when others are left out.
    const now = Math.floor(clock.now());
    drawn = now === drawnAt ? drawn + 1 : 0;
    drawnAt = now;
    return chanceAt(episode.seed, 7, now, drawn);
  };
  const isFaulty = (): boolean => clock.now() < FAULTS_END;
  return {
    episode,
    clock,
    draw,
    latency: () => 1 + draw() * LONGEST_LATENCY_MS,
    isFaulty,
    mishapAt: (site, { send, nth, call }, odds) =>
      mishaps.at([site, send.sent.number, nth, call], isFaulty() ? odds : []),
    tell: ({ sent }, what, kind) => onStep?.({ who: sent.name, what, ...kind }),
    fail: (found) => {
      broken ??= found;
    },
    broken: () => broken,
  };
};
