// The record of a message: whether it was processed or rejected, and why.
import * as E from "fp-ts/lib/Either.js";
import type { FieldError, PermanentCode } from "./failure.ts";
import { textCodec } from "./text-codec.ts";
import { Uuid } from "./uuid.ts";

/** The form of a key that is made of a content's hash, for a JSON-schema `pattern`. */
export const CONTENT_KEY_PATTERN = "^sha256:[0-9a-f]{64}$";

const CONTENT_KEY = new RegExp(CONTENT_KEY_PATTERN);

/** A canonical (lower-case) UUID, or `sha256:<64 hex digits>` for what has no free id of its own. */
export const RecordKey = textCodec("a UUID, or sha256: and 64 lower-case hex digits", (text) => {
  if (CONTENT_KEY.test(text)) return text;
  const id = Uuid.decode(text);
  return E.isRight(id) ? id.right : undefined;
});
export type RecordKey = string;

/** @param sha256 of raw, hex */
export const toContentKey = (sha256: string): RecordKey => `sha256:${sha256}`;

export type Received = {
  readonly message_id: RecordKey;
  /** When the gateway accepted the message; ISO 8601, UTC, milliseconds. */
  readonly received_at: string;
  /** Raw: exactly the text received. */
  readonly message: string;
  /** Of raw, hex. */
  readonly sha256: string;
  /** Of the accepting request; absent when the message did not come through the API. */
  readonly request_id?: string;
};

export type ProcessedRecord = Received & {
  readonly status: "Processed";
  readonly company_id: string;
  /** As the sender wrote it. */
  readonly message_time: string;
  /** ISO 8601, UTC, milliseconds; the first time only. */
  readonly processed_at: string;
};

/** At most 1 KiB as JSON; never a value from the message. */
export type RejectionError = {
  readonly code: PermanentCode;
  readonly detail: string;
  readonly fields: readonly FieldError[];
};

export type RejectedRecord = Received & {
  readonly status: "Rejected";
  /** Absent when the message names none that can be read: it is then in no company's list. */
  readonly company_id?: string;
  readonly message_time?: string;
  /** ISO 8601, UTC, milliseconds; the first time only. */
  readonly rejected_at: string;
  readonly error: RejectionError;
};

export type MessageRecord = ProcessedRecord | RejectedRecord;
export type RecordStatus = MessageRecord["status"];

/** Every field of a record but raw: what a list shows, and the index holds. A field missing here does not compile. */
export const summaryFields: readonly string[] = Object.keys({
  message_id: true,
  company_id: true,
  received_at: true,
  status: true,
  message_time: true,
  sha256: true,
  processed_at: true,
  rejected_at: true,
  error: true,
  request_id: true,
} satisfies Record<Exclude<keyof ProcessedRecord | keyof RejectedRecord, "message">, true>);

/** Beside a record, where records are not kept for ever: from when on it may be deleted. */
export const expiryAttribute = "expires_at";

/** A record in a list: everything but raw. */
export type RecordSummary = Omit<ProcessedRecord, "message"> | Omit<RejectedRecord, "message">;
