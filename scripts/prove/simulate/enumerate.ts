// Every interleaving of some deliveries of each of two messages, which may all run at once, with every crash point.
//
// A step is one call of a delivery: its effect and its answer; what happens between an answer and the next call touches
// nothing that others see. Two schedules that lead to the same contents of the stores, with all deliveries at the same
// points, go on alike: so each such state is visited once, and the schedules that lead to it are counted. A delivery that
// is never heard of again has crashed there: in every state, all that still run may have, and what is not acknowledged is
// then delivered again. The shortest schedules come first, so that what is found first is the shortest.
import type { Failure } from "./failure.ts";
import type { Violation } from "./invariants.ts";
import type { MakeWorker } from "./make-worker.ts";
import type { Pairing } from "./pairings.ts";
import { describeSent } from "./sent.ts";
import { toSteps, type Step } from "./to-steps.ts";
import { keyOf, makeWalk, wayTo, type Extent, type State } from "./walk.ts";

export type Enumerated = {
  /** Different schedules, crashes included. */
  readonly interleavings: bigint;
  readonly states: number;
  readonly failure?: Failure;
};

const toFailure = (
  { title, messages }: Pairing,
  broken: Violation,
  state: State,
  recovery: readonly Step[],
): Failure => {
  const way = wayTo(state);
  const crash =
    way.length > 0 && recovery.length > 0 ? [{ who: "whatever still runs", what: "crashes" }] : [];
  return {
    ...broken,
    where: `an interleaving of deliveries: ${title}`,
    messages: messages.map(describeSent),
    steps: toSteps([...way, ...crash, ...recovery]),
  };
};

export const enumerate = async (
  pairing: Pairing,
  extent: Extent,
  makeWorker: MakeWorker,
): Promise<Enumerated> => {
  const walk = await makeWalk(pairing, extent, makeWorker);
  let interleavings = 0n;
  let states = 0;
  let layer = new Map([[keyOf(walk.start), walk.start]]);
  while (layer.size > 0) {
    const further = new Map<string, State>();
    for (const state of layer.values()) {
      states += 1;
      interleavings += state.paths;
      const lost = await walk.recover(state);
      if (lost !== undefined)
        return { interleavings, states, failure: toFailure(pairing, lost.broken, state, lost.steps) };
      for (const reached of await walk.next(state)) {
        const broken = reached.from?.move.broken;
        if (broken !== undefined)
          return { interleavings, states, failure: toFailure(pairing, broken, reached, []) };
        const key = keyOf(reached);
        const existing = further.get(key);
        if (existing === undefined) further.set(key, reached);
        else existing.paths += reached.paths;
      }
    }
    layer = further;
  }
  return { interleavings, states };
};
