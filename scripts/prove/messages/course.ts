// A run's course in figures, for charts: when posts were accepted or failed, what happened meanwhile, how each kind ended.
import type { End, Ended } from "./ends.ts";
import type { Happening } from "./ledger.ts";
import { isUnknown, isYes, wasAccepted, type Answered } from "./sent.ts";

export type Course = {
  /** Seconds since the first post; each list in order. */
  readonly accepted: readonly number[];
  /** Answers that left the sender in the dark, and closed connections. */
  readonly failed: readonly number[];
  readonly kills: readonly number[];
  readonly restarts: readonly number[];
  /** Accepted messages by kind and end. */
  readonly ends: Readonly<Record<string, Readonly<Partial<Record<End | "Lost", number>>>>>;
};

/** Without what only tells two of a kind apart. */
const toKind = (what: string): string =>
  what.replace(", with a blank more", "").replace(/, \d+ bytes$/, ", of a chosen length");

const countEnds = (all: readonly Ended[]): Course["ends"] => {
  const counts: Record<string, Partial<Record<End | "Lost", number>>> = {};
  for (const { sent, end = "Lost" } of all) {
    const kind = sent.isForeign ? "of another company than its token" : toKind(sent.text.what);
    const ofKind = (counts[kind] ??= {});
    ofKind[end] = (ofKind[end] ?? 0) + sent.answered.filter(wasAccepted).length;
  }
  return counts;
};

type Run = {
  readonly answered: readonly Answered[];
  readonly happenings: readonly Happening[];
  readonly ends: readonly Ended[];
};

export const toCourse = ({ answered, happenings, ends }: Run): Course => {
  const attempts = answered.flatMap((each) => each.attempts);
  const start = attempts.reduce((first, { from }) => Math.min(first, from), Infinity);
  const toSeconds = (times: readonly number[]): readonly number[] =>
    times.map((at) => (at - start) / 1000).toSorted((one, other) => one - other);
  const timesOf = (kind: Happening["kind"]): readonly number[] =>
    toSeconds(happenings.filter((happening) => happening.kind === kind).map(({ at }) => at));
  return {
    accepted: toSeconds(attempts.filter(isYes).map(({ to }) => to)),
    failed: toSeconds(attempts.filter(isUnknown).map(({ to }) => to)),
    kills: timesOf("kill"),
    restarts: timesOf("restart"),
    ends: countEnds(ends),
  };
};
