// The record about a message: what became of it.
import type { FieldError, PermanentCode } from "./failure.ts";

/** A canonical (lower-case) UUID, or `sha256:<64 hex digits>` for what has no free id of its own. */
export type RecordKey = string;

type Received = {
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

/** A record in a list: everything but raw. */
export type RecordSummary = Omit<ProcessedRecord, "message"> | Omit<RejectedRecord, "message">;
