// Every interleaving of three deliveries of each of two messages, which may all run at once, with every crash point.
//
// A step is one call of a delivery: its effect and its answer; what happens between an answer and the next call touches
// nothing that others see. Two schedules that lead to the same contents of the stores, with all deliveries at the same
// points, go on alike: so each such state is visited once, and the schedules that lead to it are counted. A delivery that
// is never heard of again has crashed there: in every state, all that still run may have, and what is not acknowledged is
// then delivered again.
import { toLedger } from "./check-change.ts";
import { makeDeliveryTree, type Moment } from "./delivery-tree.ts";
import type { Failure } from "./failure.ts";
import type { Violation } from "./invariants.ts";
import type { MakeWorker } from "./make-worker.ts";
import { movesOf, type Move } from "./moves.ts";
import type { Pairing } from "./pairings.ts";
import { makeRecovery } from "./recovery.ts";
import { describeSent } from "./sent.ts";
import { toSteps, type Step } from "./to-steps.ts";
import { emptyStores, type Stores } from "./stores.ts";

/** Of each message, as many as it is given before it is dead-lettered. */
const MOST_DELIVERIES = 3;

export type Enumerated = {
  /** Different schedules, crashes included. */
  readonly interleavings: bigint;
  readonly states: number;
  readonly failure?: Failure;
};

type Numbered = { readonly id: number; readonly stores: Stores };
type State = {
  readonly stores: Numbered;
  /** Of each message, sorted: which of its deliveries is where makes no difference. */
  readonly moments: readonly (readonly Moment[])[];
  paths: bigint;
  readonly from?: {
    readonly state: State;
    readonly message: number;
    readonly moment: Moment;
    readonly move: Move;
  };
};

const toText = (map: ReadonlyMap<string, unknown>): string =>
  JSON.stringify([...map].toSorted(([one], [other]) => (one < other ? -1 : 1)));

/** What holds the same gets the same number. */
const makeNumbering = () => {
  const numbered = new Map<string, Numbered>();
  return (stores: Stores): Numbered => {
    const text = `${toText(stores.objects)}${toText(stores.items)}`;
    const known = numbered.get(text) ?? { id: numbered.size, stores };
    numbered.set(text, known);
    return known;
  };
};

const keyOf = (stores: Numbered, moments: State["moments"]): string =>
  `${stores.id} ${moments.map((each) => each.map(({ id }) => id).join()).join(" ")}`;

/** The way from the start, with a name for each delivery: A, B and C are those of the first message. */
const wayTo = (state: State): readonly Step[] => {
  const way: State[] = [];
  for (let at: State | undefined = state; at?.from !== undefined; at = at.from.state) way.unshift(at);
  const at: (Moment | undefined)[][] = [[], []];
  return way.flatMap(({ from }) => {
    if (from === undefined) return [];
    const slots = at[from.message] ?? [];
    const started = slots.findIndex((moment) => moment?.id === from.moment.id);
    const slot = started >= 0 ? started : slots.length;
    slots[slot] = from.move.moment;
    const who = `${"ABCDEF"[from.message * MOST_DELIVERIES + slot]}, a delivery of m${from.message + 1}`;
    return [{ who, what: from.move.words, isEffect: true }];
  });
};

export type Extent = {
  /** Of each message. */
  readonly deliveries: number;
  readonly hasFaults: boolean;
};

export const enumerate = async (
  pairing: Pairing,
  { deliveries, hasFaults }: Extent,
  makeWorker: MakeWorker,
): Promise<Enumerated> => {
  let lastId = 1;
  const nextId = (): number => {
    lastId += 1;
    return lastId;
  };
  const { messages } = pairing;
  const deps = { ledger: toLedger(messages), hasFaults };
  const toNumbered = makeNumbering();
  const trees = await Promise.all(messages.map(async (sent) => makeDeliveryTree(makeWorker, sent, nextId)));
  const recover = makeRecovery(deps, messages, trees);

  const known = new Map<string, readonly (Move & { readonly numbered: Numbered })[]>();
  const lookUp = async (message: number, { id, stores }: Numbered, moment: Moment) => {
    const sent = messages[message] ?? messages[0];
    const moves = (await movesOf(deps, sent, stores, moment)).map((move) => ({
      ...move,
      numbered: toNumbered(move.stores),
    }));
    known.set(`${id} ${moment.id}`, moves);
    return moves;
  };

  const failed = (
    state: State,
    states: number,
    interleavings: bigint,
    broken: Violation,
    more: readonly Step[],
  ) => ({
    interleavings,
    states,
    failure: {
      ...broken,
      where: `an interleaving of deliveries: ${pairing.title}`,
      messages: messages.map(describeSent),
      steps: toSteps([...wayTo(state), ...more]),
    },
  });

  let layer = new Map<string, State>();
  const start = {
    stores: toNumbered(emptyStores()),
    moments: trees.map((tree) => Array.from({ length: deliveries }, () => tree)),
  };
  layer.set("", { ...start, paths: 1n });
  let interleavings = 0n;
  let states = 0;
  while (layer.size > 0) {
    const next = new Map<string, State>();
    for (const state of layer.values()) {
      states += 1;
      interleavings += state.paths;
      const acknowledged = state.moments.map((moments) => moments.some(({ end }) => end === "acknowledged"));
      const lost = await recover(state.stores, acknowledged);
      if (lost !== undefined) return failed(state, states, interleavings, lost.broken, lost.steps);
      for (const [message, moments] of state.moments.entries()) {
        for (const [slot, moment] of moments.entries()) {
          if (moment.pending.size === 0 || moments[slot - 1]?.id === moment.id) continue;
          const paths = state.paths * BigInt(moments.filter(({ id }) => id === moment.id).length);
          const moves =
            known.get(`${state.stores.id} ${moment.id}`) ?? (await lookUp(message, state.stores, moment));
          for (const move of moves) {
            const from = { state, message, moment, move };
            const moved = moments.with(slot, move.moment).toSorted((one, other) => one.id - other.id);
            const reached = {
              stores: move.numbered,
              moments: state.moments.with(message, moved),
              paths,
              from,
            };
            if (move.broken !== undefined) return failed(reached, states, interleavings, move.broken, []);
            const key = keyOf(reached.stores, reached.moments);
            const existing = next.get(key);
            if (existing === undefined) next.set(key, reached);
            else existing.paths += paths;
          }
        }
      }
    }
    layer = next;
  }
  return { interleavings, states };
};
