// What can happen next to one delivery, given what the stores hold: the effects of its calls, and the answers it gets.
import { faultNames, toFaultAnswer, type Answer } from "./aws-answer.ts";
import { checkChange, type Ledger } from "./check-change.ts";
import type { Moment } from "./delivery-tree.ts";
import { violation, type Violation } from "./invariants.ts";
import { shorten, type Sent } from "./sent.ts";
import { attributeOf, isWrite, keyOf, takeEffect, type Call, type Stores } from "./stores.ts";
import { isArchived, truthsOf } from "./truth.ts";

export type Move = {
  readonly stores: Stores;
  readonly moment: Moment;
  /** What happened, after the delivery's name. */
  readonly words: string;
  readonly broken?: Violation;
};

/** Far more than any history of the right code has. */
const MOST_CALLS = 16;

const copyOf = ({ objects, items }: Stores): Stores => ({ objects: new Map(objects), items: new Map(items) });

const describe = (call: Call, words: string): string => `${call.operation} ${shorten(keyOf(call))}: ${words}`;

export const checkAcknowledged = (stores: Stores, sent: Sent): Violation | undefined => {
  if (truthsOf(stores, sent).length === 0)
    return violation("acknowledged-is-on-record", `${sent.name} was acknowledged, and is not on record`);
  return isArchived(stores, sent)
    ? undefined
    : violation(
        "acknowledged-is-archived",
        `${sent.name} was acknowledged, and its text is not in the archive`,
      );
};

const checkMoment = (stores: Stores, sent: Sent, moment: Moment): Violation | undefined => {
  if (moment.end === "acknowledged") return checkAcknowledged(stores, sent);
  return moment.calls > MOST_CALLS
    ? violation("delivery-ends", `a delivery of ${sent.name} has made ${moment.calls} calls`)
    : undefined;
};

export type MovesDeps = {
  readonly ledger: Ledger;
  /** True: calls fail as well, and the worker lives on; false: it crashes, or all works. */
  readonly hasFaults: boolean;
};

/** An object, and a processed record, never change: whoever reads one can do so at once, and is no step of its own. */
const isReadOfWhatStays = ({ objects, items }: Stores, { pending }: Moment): boolean => {
  const [call, ...others] = pending.values();
  if (call === undefined || others.length > 0) return false;
  if (call.operation === "HeadObject") return objects.has(keyOf(call));
  const item = call.operation === "GetItem" ? items.get(keyOf(call)) : undefined;
  return item !== undefined && attributeOf(item, "status") === "Processed";
};

/**
 * A call can work; fail without effect; or take effect and fail, or kill the delivery. A delivery that is gone in the end
 * is left out where the one that goes on covers it: that one may never be heard of again, either.
 */
export const movesOf = async (
  deps: MovesDeps,
  sent: Sent,
  stores: Stores,
  moment: Moment,
): Promise<readonly Move[]> => {
  const moves: Move[] = [];
  for (const [place, call] of moment.pending) {
    const after = isWrite(call) ? copyOf(stores) : stores;
    const { answer, change } = takeEffect(after, call);
    const broken = change === undefined ? undefined : checkChange(deps.ledger, after, change);
    const go = async (held: Stores, given: Answer, words: string): Promise<readonly Move[]> => {
      const next = await moment.next(place, given);
      const found = (held === after ? broken : undefined) ?? checkMoment(held, sent, next);
      const move = { stores: held, moment: next, words: describe(call, words) };
      if (found !== undefined) return [{ ...move, broken: found }];
      if (!isReadOfWhatStays(held, next)) return [move];
      return (await movesOf(deps, sent, held, next)).map((read) => ({
        ...read,
        words: `${move.words}; ${read.words}`,
      }));
    };
    const worked = await go(after, answer, "error" in answer ? answer.error.name : "done");
    moves.push(...worked);
    if (worked.some(({ moment: { id } }) => id === 1) && change !== undefined)
      moves.push(...(await go(after, toFaultAnswer("TimeoutError"), "done, but its answer is lost")));
    if (!deps.hasFaults) continue;
    for (const fault of faultNames) {
      moves.push(...(await go(stores, toFaultAnswer(fault), `${fault}, without effect`)));
      if (change !== undefined)
        moves.push(...(await go(after, toFaultAnswer(fault), `done, but answered with ${fault}`)));
    }
  }
  return moves.filter(
    ({ stores: held, moment: { id }, broken }) =>
      broken !== undefined ||
      id !== 0 ||
      moves.some((other) => other.stores !== stores && other.stores === held && other.moment.id === 1),
  );
};
