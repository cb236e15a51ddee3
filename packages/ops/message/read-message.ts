// Gathers what is known about a message: its record, else its letter, else what the logs say.
import { RecordKey, type MessageRecord } from "@message-handler/domain/record.ts";
import { InvalidArgumentError } from "commander";
import * as E from "fp-ts/lib/Either.js";
import { findArchived, toArchiveKeys } from "../archive/find-archived.ts";
import type { Letter } from "../dead-letters/letter.ts";
import { readDeadLetterQueue, type DeadLetterQueue } from "../dead-letters/queue.ts";
import { readDepth } from "../queue-depth.ts";
import { findLetter } from "../dead-letters/show-letter.ts";
import { toAttempts } from "../failures/attempts.ts";
import { readFailedDeliveries, type FailedDelivery } from "../failures/failed-deliveries.ts";
import type { Target } from "../target/target.ts";
import { countOf } from "../terminal/in-words.ts";
import type { Terminal } from "../terminal/terminal.ts";
import { findRecord, scanForRequest } from "../records/find-record.ts";
import type { KnownMessage, MessageOptions, Where } from "./message-text.ts";
import { findRequest, searchLogs, type LogTrace } from "./search-logs.ts";

/** A UUID, or the key of a text's hash, however it was given. */
const toKey = (id: string): string => {
  const text = /^[0-9a-f]{64}$/i.test(id) ? `sha256:${id.toLowerCase()}` : id;
  const key = RecordKey.decode(text.startsWith("sha256:") ? text.toLowerCase() : text);
  if (E.isRight(key)) return key.right;
  throw new InvalidArgumentError(
    "Expected a message_id or request_id (a UUID), or the SHA-256 of a text (64 hex digits).",
  );
};

const hashOf = (key: string): string | undefined => (key.startsWith("sha256:") ? key.slice(7) : undefined);

type Evidence = {
  readonly record: MessageRecord | undefined;
  readonly letter: Letter | undefined;
  readonly trace: LogTrace | undefined;
  /** Of the request that brought it, where the id is that of a request. */
  readonly requestStatus: string | undefined;
};

const isMeant =
  (key: string) =>
  ({ messageId, requestId, sha256 }: Letter): boolean =>
    messageId === key || requestId === key || sha256 === hashOf(key);

/** Stops at the first that knows it: a look at the letters and a search of the logs are for what is not on record. */
const gather = async (
  target: Target,
  key: string,
  { since, scan }: MessageOptions,
  { visible }: DeadLetterQueue,
  terminal: Terminal,
  now: Date,
): Promise<Evidence> => {
  const nothing = { record: undefined, letter: undefined, trace: undefined, requestStatus: undefined };
  const record = await findRecord(target, key);
  if (record !== undefined) return { ...nothing, record };
  const letter = visible === 0 ? undefined : await findLetter(target, isMeant(key));
  if (letter !== undefined) return { ...nothing, letter };
  const from = new Date(now.getTime() - since);
  const progress = terminal.progress("searching the logs");
  try {
    const id = hashOf(key) ?? key;
    const own = await searchLogs(target, id, from, progress.advance);
    // How its deliveries ended stands beside the id of its request alone.
    const ended =
      own?.requestId === undefined || own.requestId === id
        ? undefined
        : await searchLogs(target, own.requestId, from, progress.advance);
    const trace = own && { ...own, outcome: own.outcome ?? ended?.outcome };
    const rejected =
      trace?.sha256 === undefined ? undefined : await findRecord(target, `sha256:${trace.sha256}`);
    if (rejected !== undefined) return { ...nothing, record: rejected, trace };
    const scanned = scan === true ? await scanForRequest(target, key, progress.advance) : undefined;
    const requestStatus = hashOf(key) === undefined ? await findRequest(target, id, from) : undefined;
    return { ...nothing, record: scanned, trace, requestStatus };
  } finally {
    progress.done();
  }
};

/** A last delivery that failed so long ago, and its message is a letter, or was one. Milliseconds. */
const settledMs = 15 * 60_000;

type Verdict = Pick<KnownMessage, "where" | "note">;

/** By the log's word for how its last delivery ended. */
const byOutcome: Readonly<Record<string, Where>> = {
  Recorded: "processed",
  Duplicate: "processed",
  Rejected: "rejected",
};

const underAnotherKey =
  "Its record has another key, which the logs do not tell: --scan reads the whole table for it.";

const decide = (
  { record, letter, trace, requestStatus }: Evidence,
  attempts: readonly FailedDelivery[],
  { maxReceiveCount, hidden }: DeadLetterQueue,
  now: Date,
): Verdict => {
  if (record !== undefined)
    return { where: record.status === "Processed" ? "processed" : "rejected", note: "" };
  if (letter !== undefined)
    return { where: "dead-letters", note: "Next: mend the cause, then ops dlq redrive." };
  const recorded = byOutcome[trace?.outcome ?? ""];
  if (recorded !== undefined) return { where: recorded, note: underAnotherKey };
  const last = attempts.at(-1);
  const isUsedUp =
    last !== undefined && last.receiveCount >= maxReceiveCount && trace?.outcome !== "Postponed";
  if (isUsedUp && Date.parse(last.at) < now.getTime() - settledMs) {
    const others =
      hidden === 0 ? "" : ` ${countOf(hidden, "letter")} hidden by another look or move: try again.`;
    return {
      where: "unknown",
      note: `It used up its deliveries, and is not among the letters: dropped, expired, or redriven a moment ago.${others}`,
    };
  }
  if (last !== undefined || trace !== undefined) return { where: "queue", note: "" };
  if (requestStatus === "202") return { where: "queue", note: "Accepted, and not delivered yet." };
  if (requestStatus !== undefined)
    return { where: "unknown", note: `The API did not accept it: its request got ${requestStatus}.` };
  return { where: "unknown", note: "" };
};

/** Receiving from the work queue would use up deliveries of what waits there: that is never done to look. */
const toQueueNote = async (target: Target): Promise<string> => {
  const { visible, inFlight } = await readDepth(target, target.queueUrl);
  if (visible + inFlight === 0) return "";
  return `${countOf(visible + inFlight, "message")} in the work queue, and it may be one of them: a look there would cost them a delivery. By the request_id of its 202 the logs tell whether it was accepted.`;
};

const toKeys = ({ record, letter }: Evidence): readonly string[] => {
  if (record !== undefined) return toArchiveKeys(record.message, record.sha256, record.company_id);
  return letter === undefined ? [] : toArchiveKeys(letter.body, letter.sha256, letter.companyId);
};

export const readMessage = async (
  target: Target,
  options: MessageOptions,
  terminal: Terminal,
  now: Date,
): Promise<KnownMessage> => {
  const key = toKey(options.id);
  const queue = await readDeadLetterQueue(target);
  const evidence = await gather(target, key, options, queue, terminal, now);
  const { record, letter, trace } = evidence;
  const sha256 = record?.sha256 ?? letter?.sha256 ?? trace?.sha256 ?? hashOf(key);
  const since = record === undefined ? letter?.receivedAt : new Date(record.received_at);
  const failures = await readFailedDeliveries(target, {
    hashes: new Set(sha256 === undefined ? [] : [sha256]),
    since: since ?? new Date(now.getTime() - options.since),
  });
  const attempts = (sha256 === undefined ? undefined : failures.get(sha256)) ?? [];
  const { where, note } = decide(evidence, attempts, queue, now);
  const found = sha256 === undefined ? undefined : await findArchived(target, toKeys(evidence), sha256);
  const requestId = record?.request_id ?? letter?.requestId ?? trace?.requestId;
  const isRequest = requestId === key || evidence.requestStatus !== undefined;
  return {
    message_id:
      record?.message_id ?? letter?.messageId ?? (isRequest || hashOf(key) !== undefined ? null : key),
    where,
    note: where === "unknown" && note === "" ? await toQueueNote(target) : note,
    request_id: requestId ?? (isRequest ? key : null),
    sha256: sha256 ?? null,
    record: record ?? null,
    object: found ?? null,
    attempts: toAttempts(attempts),
    letter: letter?.id ?? null,
    trace_id: letter?.traceHeader ?? null,
  };
};
