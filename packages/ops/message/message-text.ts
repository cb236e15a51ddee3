// What is asked and what is known about a message, and how people read it.
import type { MessageRecord } from "@message-handler/domain/record.ts";
import { toNotReadLines } from "../attempt.ts";
import { toAttemptsText, type Attempt } from "../failures/attempts.ts";
import { toClock } from "../terminal/in-words.ts";

export type MessageOptions = {
  readonly id: string;
  /** Milliseconds. */
  readonly since: number;
  readonly scan?: boolean;
};

export type Where = "processed" | "rejected" | "queue" | "dead-letters" | "unknown";

export type KnownMessage = {
  /** Null when nothing tells it. */
  readonly message_id: string | null;
  readonly where: Where;
  /** What an operator has to know beside it; empty when nothing. */
  readonly note: string;
  /** The command to go on with, or that there is nothing to do; empty where neither is so. */
  readonly next: string;
  /** Null where nothing tells it, here and below. */
  readonly company_id: string | null;
  /** ISO 8601 */
  readonly accepted_at: string | null;
  readonly request_id: string | null;
  readonly sha256: string | null;
  readonly record: MessageRecord | null;
  /** What was not asked for, because nothing has told the key that it has, or could not be read. */
  readonly not_looked_up: readonly ("record" | "object")[];
  /** Of the archive; null when nothing lies there. */
  readonly object: { readonly key: string; readonly sha256: string; readonly matches: boolean } | null;
  readonly attempts: readonly Attempt[];
  /** SQS's id of the letter. */
  readonly letter: string | null;
  readonly trace_id: string | null;
  /** What could not be read, and why. */
  readonly not_read: readonly string[];
};

const headlines: Readonly<Record<Where, string>> = {
  processed: "processed",
  rejected: "rejected",
  queue: "in the work queue, and waits for a delivery, or has one now",
  "dead-letters": "in the dead-letter queue",
  unknown: "unknown: no record, and no letter",
};

const toWhere = ({ where, attempts, request_id: request, not_read: notRead }: KnownMessage): string => {
  if (where === "unknown" && notRead.length > 0) return "unknown: not everything could be read";
  return where === "unknown" && attempts.length === 0 && request === null
    ? "unknown: no record, no letter, and no line in the logs that were searched"
    : headlines[where];
};

const toTime = (text: string): string => toClock(new Date(text));

const toRecordLines = ({ record, not_looked_up: unknown }: KnownMessage): readonly string[] => {
  if (record === null) return [`record    ${unknown.includes("record") ? "not looked up" : "none"}`];
  const key = `record    ${record.message_id}`;
  if (record.status === "Processed") return [key, `processed ${toTime(record.processed_at)}`];
  const { code, detail, fields } = record.error;
  return [
    key,
    `rejected  ${toTime(record.rejected_at)}`,
    `reason    ${code}: ${detail}`,
    ...fields.map(({ path, expected }) => `          ${path}: expected ${expected}`),
  ];
};

const toObjectLine = ({ object, sha256, not_looked_up: unknown }: KnownMessage): string => {
  if (object === null)
    return `object    ${unknown.includes("object") ? "not looked up" : "none in the archive"}`;
  const verdict = object.matches
    ? "its hash is right"
    : `ITS HASH DIFFERS: ${object.sha256}, not ${sha256 ?? "known"}`;
  // The key has a line of its own: it is as long as a narrow terminal is wide.
  return `object    ${verdict}\n  ${object.key}`;
};

const optional = (label: string, value: string | null): readonly string[] =>
  value === null ? [] : [`${label.padEnd(10)}${value}`];

/** Nothing that stands in a message is logged: where callers prove no company, the logs do not tell it. */
const toCompanyLine = ({
  company_id: company,
  record,
  letter,
  accepted_at,
}: KnownMessage): readonly string[] => {
  const unknown = record === null && letter === null ? "not told by the logs" : "none that can be read";
  return accepted_at === null ? [] : [`company   ${company ?? unknown}`];
};

export const toMessageText = (message: KnownMessage): string =>
  [
    ...optional("message", message.message_id),
    `where     ${toWhere(message)}`,
    ...(message.note === "" ? [] : [message.note]),
    ...(message.next === "" ? [] : [`Next: ${message.next}`]),
    "",
    ...toCompanyLine(message),
    ...optional("accepted", message.accepted_at && toTime(message.accepted_at)),
    ...toRecordLines(message),
    toObjectLine(message),
    ...optional("letter", message.letter),
    ...optional("request", message.request_id),
    ...optional("sha256", message.sha256),
    ...optional("trace", message.trace_id),
    "",
    toAttemptsText(message.attempts),
    ...toNotReadLines(message.not_read),
  ].join("\n");
