// The states that the deliveries of two messages can be in together, and the ways from one to the next.
import { toLedger } from "./check-change.ts";
import { makeDeliveryTree, type Moment } from "./delivery-tree.ts";
import type { MakeWorker } from "./make-worker.ts";
import { movesOf, type Move } from "./moves.ts";
import type { Pairing } from "./pairings.ts";
import { makeRecovery, type Lost } from "./recovery.ts";
import { emptyStores, type Stores } from "./stores.ts";
import type { Step } from "./to-steps.ts";

/** As many as a message is given before it is dead-lettered. */
const MOST_DELIVERIES = 3;

export type Extent = {
  /** Of each message, at most three. */
  readonly deliveries: number;
  readonly hasFaults: boolean;
};

type Numbered = { readonly id: number; readonly stores: Stores };

export type State = {
  readonly stores: Numbered;
  /** Of each message, sorted: which of its deliveries is where makes no difference. */
  readonly moments: readonly (readonly Moment[])[];
  /** In how many ways it is reached. */
  paths: bigint;
  readonly from?: {
    readonly state: State;
    readonly message: number;
    readonly moment: Moment;
    readonly move: Move;
  };
};

export type Walk = {
  readonly start: State;
  /** One call further: one for each move of each delivery, but for deliveries that are at the same point. */
  readonly next: (state: State) => Promise<readonly State[]>;
  /** What is lost where all that runs has crashed, and what is not acknowledged is delivered again. */
  readonly recover: (state: State) => Promise<Lost | undefined>;
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

/** States with one key go on alike. */
export const keyOf = ({ stores, moments }: State): string =>
  `${stores.id} ${moments.map((each) => each.map(({ id }) => id).join()).join(" ")}`;

/** The way from the start, with a name for each delivery: A, B and C are those of the first message. */
export const wayTo = (state: State): readonly Step[] => {
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

export const makeWalk = async (
  { messages }: Pairing,
  { deliveries, hasFaults }: Extent,
  makeWorker: MakeWorker,
): Promise<Walk> => {
  let lastId = 1;
  const nextId = (): number => {
    lastId += 1;
    return lastId;
  };
  const deps = { ledger: toLedger(messages), hasFaults };
  const toNumbered = makeNumbering();
  const trees = await Promise.all(messages.map(async (sent) => makeDeliveryTree(makeWorker, sent, nextId)));
  const recover = makeRecovery(deps, messages, trees);

  type Known = readonly (Move & { readonly numbered: Numbered })[];
  const known = new Map<string, Known>();
  const movesIn = async (message: number, { id, stores }: Numbered, moment: Moment): Promise<Known> => {
    const key = `${id} ${moment.id}`;
    const found = known.get(key);
    if (found !== undefined) return found;
    const moves = await movesOf(deps, messages[message] ?? messages[0], stores, moment);
    const numbered = moves.map((move) => ({ ...move, numbered: toNumbered(move.stores) }));
    known.set(key, numbered);
    return numbered;
  };

  return {
    start: {
      stores: toNumbered(emptyStores()),
      moments: trees.map((tree) => Array.from({ length: deliveries }, () => tree)),
      paths: 1n,
    },
    next: async (state) => {
      const states: State[] = [];
      for (const [message, moments] of state.moments.entries())
        for (const [slot, moment] of moments.entries()) {
          if (moment.pending.size === 0 || moments[slot - 1]?.id === moment.id) continue;
          const alike = moments.filter(({ id }) => id === moment.id).length;
          for (const move of await movesIn(message, state.stores, moment))
            states.push({
              stores: move.numbered,
              moments: state.moments.with(
                message,
                moments.with(slot, move.moment).toSorted((one, other) => one.id - other.id),
              ),
              paths: state.paths * BigInt(alike),
              from: { state, message, moment, move },
            });
        }
      return states;
    },
    recover: async ({ stores, moments }) =>
      recover(
        stores,
        moments.map((each) => each.some(({ end }) => end === "acknowledged")),
      ),
  };
};
