// What `ops status` knows, and how people read it.
import { toNotReadLines } from "../attempt.ts";
import { ops } from "../target/ops-line.ts";
import type { Target } from "../target/target.ts";
import { toClock, toDuration } from "../terminal/in-words.ts";
import { toTable } from "../terminal/table.ts";

export type AlarmState = {
  readonly name: string;
  readonly state: string;
  /** ISO 8601 */
  readonly since: string | undefined;
  readonly description: string;
};

/** Of the last `seconds`. */
export type Rates = {
  readonly requests: number;
  readonly processed: number;
  readonly duplicates: number;
  readonly rejected: number;
  readonly failed: number;
  readonly postponed: number;
};

export type Status = {
  readonly stack: string;
  /** ISO 8601 */
  readonly at: string;
  /** Null what could not be read, here and below. */
  readonly queue: {
    readonly visible: number;
    readonly in_flight: number;
    readonly delayed: number;
    /** Null where there are messages, and CloudWatch does not know yet. */
    readonly oldest_seconds: number | null;
  } | null;
  readonly dead_letters: {
    /** Those that somebody looks at included. */
    readonly count: number;
    /** ISO 8601; null when there is none, or when it cannot be known. */
    readonly first_expires_at: string | null;
  } | null;
  /** `Enabled`, or why nothing is taken from the queue. */
  readonly event_source: string;
  readonly rates: (Rates & { readonly seconds: number }) | null;
  readonly alarms: readonly AlarmState[] | null;
  /** What could not be read, and why. */
  readonly not_read: readonly string[];
};

const unread = "not read";

type Stack = Pick<Target, "stack" | "isLocal">;

const indent = " ".repeat(14);

const toQueue = ({ queue }: Status): string => {
  if (queue === null) return unread;
  const { visible, in_flight, delayed, oldest_seconds: oldest } = queue;
  const counts = `${visible.toLocaleString("en")} visible, ${in_flight.toLocaleString("en")} in flight, ${delayed.toLocaleString("en")} delayed`;
  // Nothing but the copies of postponed messages is delayed.
  const copies =
    delayed === 0 ? "" : `\n${indent}delayed: postponed, back by themselves; each copy's age begins anew`;
  if (oldest === null) return `${counts}, age of the oldest not known yet${copies}`;
  return `${counts}${oldest === 0 ? "" : `, the oldest ${toDuration(oldest * 1000)} old`}${copies}`;
};

const toDeadLetters = ({ dead_letters: letters, at }: Status, target: Stack): string => {
  if (letters === null) return unread;
  const { count, first_expires_at: first } = letters;
  if (count === 0) return "none";
  if (first === null)
    return `${count.toLocaleString("en")}: ${ops(target, "dlq list")} shows when they expire`;
  const left = toDuration(Date.parse(first) - Date.parse(at));
  return `${count.toLocaleString("en")}, the first expires in ${left} (${toClock(new Date(first))})`;
};

const inWords = (count: number, name: string): string => `${count.toLocaleString("en")} ${name}`;

const toRates = ({ rates }: Status): string => {
  if (rates === null) return unread;
  const { requests, processed, duplicates, rejected } = rates;
  const first = [inWords(requests, "requests"), inWords(processed, "processed")].join(", ");
  const others = [inWords(duplicates, "duplicates"), inWords(rejected, "rejected")].join(", ");
  // Two lines: a terminal may have 80 columns.
  return `in ${toDuration(rates.seconds * 1000)}: ${first},\n${indent}${others}`;
};

/** A message may have several. */
const toRetries = ({ rates }: Status): string =>
  rates === null
    ? unread
    : `in ${toDuration(rates.seconds * 1000)}: ${inWords(rates.failed, "failed")}, ${inWords(rates.postponed, "postponed")}; a message may have several`;

const toAlarms = ({ alarms, at }: Status): string => {
  if (alarms === null) return unread;
  const firing = alarms.filter(({ state }) => state === "ALARM");
  const unknown = alarms.filter(({ state }) => state === "INSUFFICIENT_DATA").length;
  const others = unknown === 0 ? "" : `, ${unknown} without data`;
  if (firing.length === 0) return `none of ${alarms.length} fires${others}`;
  const rows = firing.map(({ name, since }) => [
    name,
    since === undefined ? undefined : `for ${toDuration(Date.parse(at) - Date.parse(since))}`,
  ]);
  return `${firing.length} of ${alarms.length} ${firing.length === 1 ? "fires" : "fire"}${others}\n${toTable(
    [],
    rows,
  )
    .split("\n")
    .map((line) => `${indent}${line}`)
    .join("\n")}`;
};

const toNext = (
  { dead_letters: letters, alarms, not_read: notRead }: Status,
  target: Stack,
): readonly string[] => {
  const count = letters?.count ?? 0;
  const isCalm = notRead.length === 0 && count === 0 && alarms?.every(({ state }) => state !== "ALARM");
  if (isCalm === true) return [];
  const then = count > 0 ? `${ops(target, "dlq list")} (the dead letters)` : "docs/operating.md (each alarm)";
  return ["", `Next: ${ops(target, "diagnose")} (what is wrong)`, `      ${then}`];
};

export const toStatusText = (status: Status, target: Stack): string =>
  [
    `stack         ${status.stack}, ${toClock(new Date(status.at))}`,
    `queue         ${toQueue(status)}`,
    `event source  ${status.event_source}`,
    `dead letters  ${toDeadLetters(status, target)}`,
    `messages      ${toRates(status)}`,
    `deliveries    ${toRetries(status)}`,
    `alarms        ${toAlarms(status)}`,
    ...toNotReadLines(status.not_read),
    ...toNext(status, target),
  ].join("\n");
