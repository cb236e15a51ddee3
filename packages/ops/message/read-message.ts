// Gathers what is known about a message: its record, else its letter, else what the logs say.
import { RecordKey } from "@message-handler/domain/record.ts";
import { InvalidArgumentError } from "commander";
import * as E from "fp-ts/lib/Either.js";
import { makeAttempt, type Attempt } from "../attempt.ts";
import { findArchived, toArchiveKeys } from "../archive/find-archived.ts";
import type { Letter } from "../dead-letters/letter.ts";
import { readDeadLetterQueue, type DeadLetterQueue } from "../dead-letters/queue.ts";
import { OperatorError } from "../operator-error.ts";
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

type Reading = {
  /** Undefined where it could not be read. */
  readonly queue: DeadLetterQueue | undefined;
  readonly attempt: Attempt;
};

/** Stops at the first that knows it: a look at the letters and a search of the logs are for what is not on record. */
const gather = async (
  target: Target,
  key: string,
  { since, scan }: MessageOptions,
  { queue, attempt }: Reading,
  terminal: Terminal,
  now: Date,
): Promise<Evidence> => {
  const nothing = { record: undefined, letter: undefined, trace: undefined, request: undefined };
  const known = await attempt("the record", async () => findRecord(target, key));
  if (known !== undefined) return { ...nothing, record: known };
  const letter =
    queue === undefined || queue.visible === 0
      ? undefined
      : await attempt("dead letters", async () => findLetter(target, isMeant(key)));
  if (letter !== undefined) return { ...nothing, letter };
  const from = new Date(now.getTime() - since);
  const progress = terminal.progress("searching the logs");
  const search = async (): Promise<Evidence> => {
    const id = hashOf(key) ?? key;
    const own = await searchLogs(target, id, from, progress.advance);
    // How its deliveries ended stands beside the id of its request alone.
    const ended =
      own?.requestId === undefined || own.requestId === id
        ? undefined
        : await searchLogs(target, own.requestId, from, progress.advance);
    const trace = own && { ...own, outcome: own.outcome ?? ended?.outcome };
    const rejected =
      trace?.sha256 === undefined
        ? undefined
        : await attempt("the record", async () => findRecord(target, `sha256:${trace.sha256}`));
    if (rejected !== undefined) return { ...nothing, record: rejected, trace };
    const requestId = trace?.requestId ?? (hashOf(key) === undefined ? key : undefined);
    if (requestId === undefined) return { ...nothing, trace };
    const record = scan === true ? await scanForRequest(target, requestId, progress.advance) : undefined;
    const request = await attempt("the access log", async () => findRequest(target, requestId, from));
    return { ...nothing, record, trace, request };
  };
  return (await attempt("the logs", search).finally(progress.done)) ?? nothing;
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

/** Nobody knows how many deliveries it grants. */
const unreadQueue = { maxReceiveCount: Infinity, hidden: 0 };

/** Where it may be in what could not be read. */
const unsure = {
  where: "unknown",
  note: "Where it is may stand in what could not be read (below).",
  next: "the same line, once that can be read",
} as const;

const isOnRecord = ({ where }: Pick<KnownMessage, "where">): boolean =>
  where === "processed" || where === "rejected";

/** What cannot be read is noted, and the rest is told. */
export const readMessage = async (
  target: Target,
  options: MessageOptions,
  terminal: Terminal,
  now: Date,
): Promise<KnownMessage> => {
  const key = toKey(options.id);
  const notes = new Set<string>();
  const attempt = makeAttempt(notes);
  const queue = await attempt("the queues", async () => readDeadLetterQueue(target));
  const evidence = await gather(target, key, options, { queue, attempt }, terminal, now);
  const { record, letter, trace, request } = evidence;
  const sha256 = record?.sha256 ?? letter?.sha256 ?? trace?.sha256 ?? hashOf(key);
  const since = record === undefined ? letter?.receivedAt : new Date(record.received_at);
  const failures = await attempt("the log of failed deliveries", async () =>
    readFailedDeliveries(target, {
      hashes: new Set(sha256 === undefined ? [] : [sha256]),
      since: since ?? new Date(now.getTime() - options.since),
    }),
  );
  const attempts = (sha256 === undefined ? undefined : failures?.get(sha256)) ?? [];
  const isScanned = options.scan === true;
  const keys = toKeys(evidence);
  const found =
    sha256 === undefined
      ? undefined
      : await attempt("the object", async () => findArchived(target, keys, sha256));
  const isUnread = (what: string): boolean => [...notes].some((each) => each.startsWith(`${what}: `));
  if (["the queues", "the record", "the logs"].every(isUnread))
    throw new OperatorError([...notes].join("; "));
  const asked = { key, target, isScanned, now };
  const isUnsure = record === undefined && letter === undefined && notes.size > 0;
  const decided = decide(evidence, attempts, queue ?? unreadQueue, asked);
  const { where, note, next = "" } = isUnsure && !isOnRecord(decided) ? unsure : decided;
  const isRecorded = isOnRecord({ where });
  const requestId = record?.request_id ?? letter?.requestId ?? trace?.requestId;
  const acceptedAt = request?.status === "202" ? request.at : undefined;
  const isRequest = requestId === key || request?.id === key;
  return {
    message_id:
      record?.message_id ?? letter?.messageId ?? (isRequest || hashOf(key) !== undefined ? null : key),
    where,
    note: note ?? (where === "unknown" && queue !== undefined ? await toUnseenNote(target, queue) : ""),
    next,
    company_id: record?.company_id ?? letter?.companyId ?? request?.companyId ?? null,
    accepted_at: record?.received_at ?? (letter?.receivedAt ?? acceptedAt)?.toISOString() ?? null,
    request_id: requestId ?? (isRequest ? key : null),
    sha256: sha256 ?? null,
    record: record ?? null,
    not_looked_up: [
      ...((record === undefined && !isScanned && isRecorded) || isUnread("the record")
        ? (["record"] as const)
        : []),
      ...(keys.length === 0 || isUnread("the object") ? (["object"] as const) : []),
    ],
    object: found ?? null,
    attempts: toAttempts(attempts),
    letter: letter?.id ?? null,
    trace_id: letter?.traceHeader ?? null,
    not_read: [...notes],
  };
};
