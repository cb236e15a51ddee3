// Where a message is, by what was found of it, and what to do next.
import type { MessageRecord } from "@message-handler/domain/record.ts";
import type { Letter } from "../dead-letters/letter.ts";
import type { DeadLetterQueue } from "../dead-letters/queue.ts";
import { passes } from "../diagnose/failures.ts";
import { reasonOf, type FailedDelivery } from "../failures/failed-deliveries.ts";
import { ops } from "../target/ops-line.ts";
import type { Target } from "../target/target.ts";
import { countOf } from "../terminal/in-words.ts";
import type { KnownMessage, Where } from "./message-text.ts";
import type { LoggedRequest, LogTrace } from "./search-logs.ts";

/** What was found of a message, before it is said where it is. */
export type Evidence = {
  readonly record: MessageRecord | undefined;
  readonly letter: Letter | undefined;
  readonly trace: LogTrace | undefined;
  /** That brought it. */
  readonly request: LoggedRequest | undefined;
};

/** A last delivery that failed so long ago, and its message is a letter, or was one. Milliseconds. */
const settledMs = 15 * 60_000;

type Stack = Pick<Target, "stack" | "isLocal">;

type Verdict = Pick<KnownMessage, "where"> & Partial<Pick<KnownMessage, "note" | "next">>;

/** By the log's word for how its last delivery ended. */
const byOutcome: Readonly<Record<string, Where>> = {
  Recorded: "processed",
  Duplicate: "processed",
  Rejected: "rejected",
};

/** The logs say that it was recorded, and not under which key. */
const toUnderAnotherKey = (target: Stack, key: string, isScanned: boolean): Omit<Verdict, "where"> =>
  isScanned
    ? {
        note: "The log says that it was recorded, and no record names its request.",
        next: `${ops(target, "reconcile")} compares the table with the archive`,
      }
    : {
        note: "Its record has another key than this id, which the logs do not tell: a scan of the whole table finds it, and is billed by the table's size.",
        next: ops(target, `message ${key} --scan`),
      };

/** It is in neither queue, or between the two. */
const toUsedUp = (isSettled: boolean, hidden: number): string => {
  const others =
    hidden === 0 ? "" : ` ${countOf(hidden, "letter")} hidden by another look or move: try again.`;
  const what = isSettled ? "dropped, expired" : "about to be one, dropped";
  return `It used up its deliveries, and is not among the letters: ${what}, or redriven a moment ago.${others}`;
};

/** Of the last delivery that failed; empty where none is in the log. */
const toReason = (last: FailedDelivery | undefined): string =>
  last === undefined ? "" : `; the last one failed with ${reasonOf(last)}`;

type Asked = {
  readonly key: string;
  readonly target: Stack;
  readonly isScanned: boolean;
  readonly now: Date;
};

export const decide = (
  { record, letter, trace, request }: Evidence,
  attempts: readonly FailedDelivery[],
  { maxReceiveCount, hidden }: Pick<DeadLetterQueue, "maxReceiveCount" | "hidden">,
  { key, target, isScanned, now }: Asked,
): Verdict => {
  if (record !== undefined) return { where: record.status === "Processed" ? "processed" : "rejected" };
  if (letter !== undefined)
    return {
      where: "dead-letters",
      note: `It used up its deliveries${toReason(attempts.at(-1))}.`,
      next: `${ops(target, "diagnose")} tells whether that lasts; once it is mended, ${ops(target, `dlq redrive --id ${letter.id}`)}`,
    };
  const recorded = byOutcome[trace?.outcome ?? ""];
  if (recorded !== undefined) return { where: recorded, ...toUnderAnotherKey(target, key, isScanned) };
  const last = attempts.at(-1);
  if (trace?.outcome === "Postponed")
    return {
      where: "queue",
      note: `It is postponed, as others fail, too${toReason(last)}. A copy of it comes back by itself, within 15 minutes at a time.`,
      next:
        last?.detail === undefined || passes({ detail: last.detail })
          ? `nothing to do; ${ops(target, "diagnose")} tells what it waits for`
          : `${ops(target, "diagnose")} tells what to mend; it needs no redrive then`,
    };
  if (last !== undefined && last.receiveCount >= maxReceiveCount) {
    const isSettled = Date.parse(last.at) < now.getTime() - settledMs;
    return { where: "unknown", note: toUsedUp(isSettled, hidden) };
  }
  if (last !== undefined)
    return {
      where: "queue",
      note: `Its last delivery failed with ${reasonOf(last)}.`,
      next: `${ops(target, "diagnose")} tells whether that lasts`,
    };
  if (trace !== undefined)
    return { where: "queue", next: `${ops(target, "diagnose")} tells why a delivery fails` };
  const status = request?.id === key ? request.status : undefined;
  if (status === "202") return { where: "queue", note: "Accepted, and not delivered yet." };
  if (status !== undefined)
    return { where: "unknown", note: `The API did not accept it: its request got ${status}.` };
  return {
    where: "unknown",
    next: `ask by the request_id of its 202 (x-amzn-requestid), or further back: ${ops(target, `message ${key} --since 7d`)}`,
  };
};
