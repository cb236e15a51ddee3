// What is asked and what is known about a message, and how people read it.
import type { MessageRecord } from "@message-handler/domain/record.ts";
import { toAttemptsText, type Attempt } from "../failures/attempts.ts";

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
  readonly request_id: string | null;
  readonly sha256: string | null;
  readonly record: MessageRecord | null;
  /** Of the archive; null when nothing lies there. */
  readonly object: { readonly key: string; readonly sha256: string; readonly matches: boolean } | null;
  readonly attempts: readonly Attempt[];
  /** SQS's id of the letter. */
  readonly letter: string | null;
  readonly trace_id: string | null;
};

const headlines: Readonly<Record<Where, string>> = {
  processed: "processed",
  rejected: "rejected",
  queue: "in the work queue, and waits for a delivery, or has one now",
  "dead-letters": "in the dead-letter queue",
  unknown: "unknown: no record, no letter, and no line in the logs that were searched",
};

const toRecordLines = (record: MessageRecord | null): readonly string[] => {
  if (record === null) return ["record    none"];
  const { company_id: company = "none that can be read", received_at } = record;
  const common = [`record    ${record.message_id}`, `company   ${company}`, `accepted  ${received_at}`];
  if (record.status === "Processed") return [...common, `processed ${record.processed_at}`];
  const { code, detail, fields } = record.error;
  return [
    ...common,
    `rejected  ${record.rejected_at}`,
    `reason    ${code}: ${detail}`,
    ...fields.map(({ path, expected }) => `          ${path}: expected ${expected}`),
  ];
};

const toObjectLine = ({ object, sha256 }: KnownMessage): string => {
  if (object === null) return "object    none in the archive";
  const verdict = object.matches
    ? "its hash is right"
    : `ITS HASH DIFFERS: ${object.sha256}, not ${sha256 ?? "known"}`;
  // The key has a line of its own: it is as long as a narrow terminal is wide.
  return `object    ${verdict}\n  ${object.key}`;
};

const optional = (label: string, value: string | null): readonly string[] =>
  value === null ? [] : [`${label.padEnd(10)}${value}`];

export const toMessageText = (message: KnownMessage): string =>
  [
    ...optional("message", message.message_id),
    `where     ${headlines[message.where]}`,
    ...(message.note === "" ? [] : [message.note]),
    "",
    ...toRecordLines(message.record),
    toObjectLine(message),
    ...optional("letter", message.letter),
    ...optional("request", message.request_id),
    ...optional("sha256", message.sha256),
    ...optional("trace", message.trace_id),
    "",
    toAttemptsText(message.attempts),
  ].join("\n");
