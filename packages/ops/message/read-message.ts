// Gathers what is known about a message: its record, else its letter, else what the logs say.
import { RecordKey } from "@message-handler/domain/record.ts";
import { InvalidArgumentError } from "commander";
import * as E from "fp-ts/lib/Either.js";
import { findArchived, toArchiveKeys } from "../archive/find-archived.ts";
import type { Letter } from "../dead-letters/letter.ts";
import { readDeadLetterQueue, type DeadLetterQueue } from "../dead-letters/queue.ts";
import { readDepth } from "../queue-depth.ts";
import { findLetter } from "../dead-letters/show-letter.ts";
import { toAttempts } from "../failures/attempts.ts";
import { readFailedDeliveries } from "../failures/failed-deliveries.ts";
import type { Target } from "../target/target.ts";
import { countOf } from "../terminal/in-words.ts";
import type { Terminal } from "../terminal/terminal.ts";
import { findRecord, scanForRequest } from "../records/find-record.ts";
import type { KnownMessage, MessageOptions } from "./message-text.ts";
import { findRequest, searchLogs } from "./search-logs.ts";
import { decide, type Evidence } from "./verdict.ts";

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
  const nothing = { record: undefined, letter: undefined, trace: undefined, request: undefined };
  const known = await findRecord(target, key);
  if (known !== undefined) return { ...nothing, record: known };
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
    const requestId = trace?.requestId ?? (hashOf(key) === undefined ? key : undefined);
    if (requestId === undefined) return { ...nothing, trace };
    const record = scan === true ? await scanForRequest(target, requestId, progress.advance) : undefined;
    return { ...nothing, record, trace, request: await findRequest(target, requestId, from) };
  } finally {
    progress.done();
  }
};

/**
 * Where it may be, although nothing tells of it. Receiving from the work queue would use up deliveries of what waits there:
 * that is never done to look.
 */
const toUnseenNote = async (target: Target, { hidden }: DeadLetterQueue): Promise<string> => {
  const { visible, inFlight } = await readDepth(target, target.queueUrl);
  const waiting = visible + inFlight;
  return [
    ...(hidden === 0
      ? []
      : [
          `${countOf(hidden, "letter")} hidden by another look or move, and it may be one of them: try again.`,
        ]),
    ...(waiting === 0
      ? []
      : [
          `${countOf(waiting, "message")} in the work queue, and it may be one of them: a look there would cost them a delivery. The request_id of its 202 tells whether it was accepted.`,
        ]),
  ].join(" ");
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
  const { record, letter, trace, request } = evidence;
  const sha256 = record?.sha256 ?? letter?.sha256 ?? trace?.sha256 ?? hashOf(key);
  const since = record === undefined ? letter?.receivedAt : new Date(record.received_at);
  const failures = await readFailedDeliveries(target, {
    hashes: new Set(sha256 === undefined ? [] : [sha256]),
    since: since ?? new Date(now.getTime() - options.since),
  });
  const attempts = (sha256 === undefined ? undefined : failures.get(sha256)) ?? [];
  const isScanned = options.scan === true;
  const { where, note, next = "" } = decide(evidence, attempts, queue, { key, target, isScanned, now });
  const keys = toKeys(evidence);
  const found = sha256 === undefined ? undefined : await findArchived(target, keys, sha256);
  const isRecorded = where === "processed" || where === "rejected";
  const requestId = record?.request_id ?? letter?.requestId ?? trace?.requestId;
  const acceptedAt = request?.status === "202" ? request.at : undefined;
  const isRequest = requestId === key || request?.id === key;
  return {
    message_id:
      record?.message_id ?? letter?.messageId ?? (isRequest || hashOf(key) !== undefined ? null : key),
    where,
    note: note ?? (where === "unknown" ? await toUnseenNote(target, queue) : ""),
    next,
    company_id: record?.company_id ?? letter?.companyId ?? request?.companyId ?? null,
    accepted_at: record?.received_at ?? (letter?.receivedAt ?? acceptedAt)?.toISOString() ?? null,
    request_id: requestId ?? (isRequest ? key : null),
    sha256: sha256 ?? null,
    record: record ?? null,
    not_looked_up: [
      ...(record === undefined && !isScanned && isRecorded ? (["record"] as const) : []),
      ...(keys.length === 0 ? (["object"] as const) : []),
    ],
    object: found ?? null,
    attempts: toAttempts(attempts),
    letter: letter?.id ?? null,
    trace_id: letter?.traceHeader ?? null,
  };
};
