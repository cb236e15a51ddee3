// Which failures go on: those of messages that have not been dealt with since, at a store that nobody else is served by.
import { countOf } from "../terminal/in-words.ts";
import type { AccessLine, Facts, FunctionName, LogLine } from "./facts.ts";

const dealtWith = new Set(["Recorded", "Duplicate", "Rejected"]);

type Message = { readonly last: LogLine; readonly ids: ReadonlySet<string> };

const idsOf = ({ requestId, sqsMessageId }: Pick<LogLine, "requestId" | "sqsMessageId">): readonly string[] =>
  [requestId, sqsMessageId].filter((id) => id !== undefined);

/** Nothing is left of what failed: it was dealt with, dropped, or has expired. */
const isAllGone = ({ queue, deadLetters }: Facts): boolean =>
  queue !== undefined &&
  deadLetters !== undefined &&
  [queue, deadLetters].every(({ visible, inFlight, delayed }) => visible + inFlight + delayed === 0);

/** Each message whose last delivery failed, with the line of it: also one that is a dead letter by now. */
export const failedMessages = (facts: Facts): readonly LogLine[] => {
  const failed = facts.lines["process-message"].filter(({ message }) => message === "delivery failed");
  const messages = new Map<string, Message>();
  for (const last of failed) {
    const ids = messages.get(last.sha256)?.ids ?? new Set<string>();
    messages.set(last.sha256, { last, ids: new Set([...ids, ...idsOf(last)]) });
  }
  // By the id: of an hour there may be tens of thousands, of both.
  const dealtWithAt = new Map<string, number>();
  for (const each of facts.outcomes.filter(({ outcome }) => dealtWith.has(outcome)))
    for (const id of idsOf(each)) dealtWithAt.set(id, Math.max(each.at, dealtWithAt.get(id) ?? 0));
  return [...messages.values()]
    .filter(({ last, ids }) => ![...ids].some((id) => (dealtWithAt.get(id) ?? 0) >= last.at))
    .map(({ last }) => last);
};

/** 0 of none. Not as arguments of `Math.max`, which takes some ten thousand. */
export const latest = (all: readonly { readonly at: number }[]): number =>
  all.reduce((most, { at }) => Math.max(most, at), 0);

/** When the function last did what it is for; 0 when it has not, as far as the logs that were read reach. */
const lastSuccess = (facts: Facts, name: FunctionName): number =>
  latest(
    name === "process-message"
      ? facts.outcomes.filter(({ outcome }) => dealtWith.has(outcome))
      : facts.answered.filter(({ method }) => name === "authorize-caller" || method === "GET"),
  );

/** Whether the function has done nothing of use since the last of these lines. */
export const goesOn = (facts: Facts, name: FunctionName, lines: readonly LogLine[]): boolean =>
  lines.length > 0 && lastSuccess(facts, name) < latest(lines);

/** Milliseconds in which messages that fail among others that do not count as a store that fails now and then. */
const lately = 2 * 60_000;
const severalMessages = 3;

/** Messages that were dealt with after the first of these lines and before the last. */
const dealtWithBetween = ({ outcomes }: Facts, lines: readonly LogLine[]): Facts["outcomes"] => {
  const from = lines.reduce((least, { at }) => Math.min(least, at), Infinity);
  const to = latest(lines);
  return outcomes.filter(({ at, outcome }) => dealtWith.has(outcome) && at > from && at < to);
};

/** Several fail that will be tried again, and others were dealt with in between: not before, and not after. */
const isNowAndThen = (facts: Facts, found: readonly LogLine[]): boolean => {
  const deliveries = facts.queue?.redrive?.maxReceiveCount ?? Infinity;
  const recent = found.filter(({ at, receiveCount }) => at > facts.at - lately && receiveCount < deliveries);
  return recent.length >= severalMessages && dealtWithBetween(facts, recent).length > 0;
};

/**
 * Of messages that still fail, those that fit. None when others have been dealt with since: then the store works, and
 * the message may be a dead letter whose cause is gone; unless it fails now and then.
 */
export const failingNow = (facts: Facts, fits: (line: LogLine) => boolean): readonly LogLine[] => {
  if (isAllGone(facts)) return [];
  const found = failedMessages(facts).filter(fits);
  return goesOn(facts, "process-message", found) || isNowAndThen(facts, found) ? found : [];
};

/** To end the evidence with, where others went through between the first and the last of these; empty where none did. */
export const othersMeanwhile = (facts: Facts, found: readonly LogLine[]): string => {
  const others = dealtWithBetween(facts, found).length;
  return others === 0
    ? ""
    : `; meanwhile ${countOf(others, "other message")} went through: not every message or company is hit`;
};

/** Lines of the queries that fit, unless one has been answered since. */
export const failingQueries = (facts: Facts, fits: (line: LogLine) => boolean): readonly LogLine[] => {
  const found = facts.lines["query-messages"].filter((line) => line.message === "query failed" && fits(line));
  return goesOn(facts, "query-messages", found) ? found : [];
};

/** Failed requests that fit, unless one to the same route has succeeded since. */
export const failingRequests = (
  { refused, answered }: Facts,
  fits: (line: AccessLine) => boolean,
): readonly AccessLine[] => {
  const answeredAt = new Map<string, number>();
  for (const { at, method, route } of answered)
    answeredAt.set(`${method} ${route}`, Math.max(at, answeredAt.get(`${method} ${route}`) ?? 0));
  return refused
    .filter(({ status }) => status.startsWith("5"))
    .filter(fits)
    .filter(({ at, method, route }) => (answeredAt.get(`${method} ${route}`) ?? 0) <= at);
};

/** `3 × InternalError`, the most frequent first. */
export const countBy = <A>(all: readonly A[], keyOf: (each: A) => string): string =>
  [...Map.groupBy(all, keyOf)]
    .toSorted(([, left], [, right]) => right.length - left.length)
    .map(([key, { length }]) => `${length} × ${key}`)
    .join(", ");
