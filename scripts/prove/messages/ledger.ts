// The ledger of a run, for people: a line for each accepted message, and between them what happened to the system.
import type { Ended } from "./ends.ts";
import { isYes, toKey, wasAccepted, type Answered } from "./sent.ts";

/** Of the whole system; epoch milliseconds. */
export type Happening = {
  readonly at: number;
  readonly what: string;
  /** Of those that are counted. */
  readonly kind?: "kill" | "restart";
};

/** What the functions logged of one request: how often, in words. */
export type Deliveries = ReadonlyMap<string, ReadonlyMap<string, number>>;

const toTime = (at: number): string => new Date(at).toISOString().slice(11, 23);

const toTries = ({ attempts }: Answered): string => {
  const before = attempts.slice(0, -1).map(({ answer }) => answer);
  return before.length === 0 ? "202" : `${before.join(", ")}, then ${attempts.at(-1)?.answer}`;
};

const toHistory = (events: ReadonlyMap<string, number> = new Map()): string =>
  [...events].map(([what, count]) => (count === 1 ? what : `${what} ×${count}`)).join(", ");

const toEnd = (ended: Ended | undefined): string => {
  if (ended?.end === undefined) return "LOST, or not what it should be";
  const { end, record } = ended;
  if (record === undefined) return "Rejected; its correction has its place";
  return end === "Conflict"
    ? `Rejected, the loser of a conflict, as ${record.message_id}`
    : `${end}, as ${record.message_id}`;
};

export type LedgerInput = {
  readonly answered: readonly Answered[];
  readonly ends: readonly Ended[];
  readonly happenings: readonly Happening[];
  readonly deliveries: Deliveries;
};

export const toLedger = ({ answered, ends, happenings, deliveries }: LedgerInput): string => {
  const endOf = new Map(ends.map((ended) => [toKey(ended.sent.owner, ended.sent.text.sha256), ended]));
  const lines = answered.filter(wasAccepted).flatMap((each) => {
    const { post, hasToken, attempts } = each;
    const last = attempts.find(isYes);
    if (post.kind === "refused" || last === undefined) return [];
    const { text, company } = post;
    const ended = endOf.get(toKey(hasToken ? company : text.company_id, text.sha256));
    const history = toHistory(deliveries.get(last.requestId ?? ""));
    const columns = [
      `#${post.index}`.padEnd(6),
      (text.message_id ?? "no id of its own").padEnd(36),
      `company ${company.slice(0, 8)}`,
      `sha256 ${text.sha256.slice(0, 12)}`,
      `${text.what}${post.isPoisoned === true ? ", made to fail alone" : ""}`,
      toTries(each),
      history === "" ? "no trouble" : history,
      toEnd(ended),
    ];
    return [{ at: last.from, line: columns.join(" | ") }];
  });
  const others = happenings.map(({ at, what }) => ({ at, line: `-- ${what}` }));
  return [...lines, ...others]
    .toSorted((one, other) => one.at - other.at)
    .map(({ at, line }) => `${toTime(at)} ${line}\n`)
    .join("");
};
