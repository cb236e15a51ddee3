// What must come of every state in which all that runs has crashed: what is not acknowledged is delivered again, and then each
// message has its one truth, which further deliveries leave as it is.
import type { Moment } from "./delivery-tree.ts";
import { violation, type Violation } from "./invariants.ts";
import { movesOf, type MovesDeps } from "./moves.ts";
import { isAcceptable, type Sent } from "./sent.ts";
import type { Stores } from "./stores.ts";
import type { Step } from "./to-steps.ts";
import { truthsOf } from "./truth.ts";

export type Lost = { readonly broken: Violation; readonly steps: readonly Step[] };

type Ended = {
  readonly stores: Stores;
  readonly words: readonly string[];
  readonly broken?: Violation;
};

const healthy = (sent: Sent): Violation =>
  violation(
    "healthy-is-acknowledged",
    `${sent.name} was delivered while all calls worked, and was not acknowledged`,
  );

export const makeRecovery = (
  deps: MovesDeps,
  messages: readonly Sent[],
  trees: readonly Moment[],
): ((
  at: { readonly id: number; readonly stores: Stores },
  acknowledged: readonly boolean[],
) => Promise<Lost | undefined>) => {
  const deliver = async (stores: Stores, message: number): Promise<Ended> => {
    const [sent, tree] = [messages[message], trees[message]];
    if (sent === undefined || tree === undefined) return { stores, words: [] };
    let at: Ended & { readonly moment: Moment } = { stores, words: [], moment: tree };
    while (at.moment.pending.size > 0 && at.broken === undefined) {
      const [move] = await movesOf(deps, sent, at.stores, at.moment);
      if (move === undefined) break;
      at = { ...move, words: [...at.words, move.words] };
    }
    if (at.broken === undefined && at.moment.end !== "acknowledged") return { ...at, broken: healthy(sent) };
    return at;
  };

  const judge = (stores: Stores): Violation | undefined => {
    const without = messages.find((sent) => truthsOf(stores, sent).length !== 1);
    if (without === undefined) return undefined;
    const truths = truthsOf(stores, without).join(" and ");
    return violation("one-truth", `${without.name} ended as ${truths === "" ? "nothing" : truths}`);
  };

  const deliverAgain = async (stores: Stores): Promise<Ended> => {
    for (const [message, sent] of messages.entries()) {
      if (!isAcceptable(sent)) continue;
      const again = await deliver(stores, message);
      if (again.broken !== undefined) return again;
      const isChanged = [...again.stores.items, ...again.stores.objects].some(
        ([key, value]) => (stores.items.get(key) ?? stores.objects.get(key)) !== value,
      );
      if (isChanged)
        return {
          ...again,
          broken: violation(
            "duplicate-changes-nothing",
            `another delivery of ${sent.name} changed the stores`,
          ),
        };
    }
    return { stores, words: [] };
  };

  const recoverIn = async (stores: Stores, order: readonly number[]): Promise<Lost | undefined> => {
    const steps: Step[] = [];
    let at: Ended = { stores, words: [] };
    for (const message of order) {
      at = await deliver(at.stores, message);
      const who = `a healthy delivery of m${message + 1}`;
      steps.push(...at.words.map((what, index) => ({ who, what, isEffect: true, isStart: index === 0 })));
      if (at.broken !== undefined) return { broken: at.broken, steps };
    }
    const broken = judge(at.stores);
    if (broken !== undefined) return { broken, steps };
    const again = await deliverAgain(at.stores);
    if (again.broken === undefined) return undefined;
    const last = again.words.map((what) => ({ who: "and another one", what, isEffect: true }));
    return { broken: again.broken, steps: [...steps, ...last] };
  };

  const known = new Set<string>();
  return async ({ id, stores }, acknowledged) => {
    const key = `${id} ${acknowledged.join()}`;
    if (known.has(key)) return undefined;
    known.add(key);
    const left = [...messages.keys()].filter((message) => acknowledged[message] !== true);
    return (
      (await recoverIn(stores, left)) ?? (left.length > 1 ? recoverIn(stores, left.toReversed()) : undefined)
    );
  };
};
