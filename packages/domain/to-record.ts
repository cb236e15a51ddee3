// From a judged message to the record about it.
import type { PermanentFailure } from "./failure.ts";
import type { MessageIds } from "./message-ids.ts";
import type { Message } from "./message.ts";
import type { Sha256 } from "./cursor.ts";
import { toContentKey, type ProcessedRecord, type Received, type RejectedRecord } from "./record.ts";

/** What is known about a delivery before anyone has looked inside the message. */
export type Envelope = Omit<Received, "message_id">;

/** @param processedAt ISO 8601, UTC, milliseconds */
export const toProcessedRecord = (
  envelope: Envelope,
  { metadata }: Message,
  processedAt: string,
): ProcessedRecord => ({ ...envelope, ...metadata, status: "Processed", processed_at: processedAt });

/**
 * A rejection under the message's own id, or under its content when that cannot be read.
 *
 * @param rejectedAt ISO 8601, UTC, milliseconds
 */
export const toRejectedRecord = (
  envelope: Envelope,
  ids: MessageIds,
  { code, detail, fields }: PermanentFailure,
  rejectedAt: string,
): RejectedRecord => ({
  ...envelope,
  ...ids,
  message_id: ids.message_id ?? toContentKey(envelope.sha256),
  status: "Rejected",
  rejected_at: rejectedAt,
  error: { code, detail, fields },
});

/** The same rejection under its content: where a conflict's loser goes, and a rejection whose id is taken. */
export const withContentKey = (record: RejectedRecord): RejectedRecord => ({
  ...record,
  message_id: toContentKey(record.sha256),
});

/** Under its content and its company: two companies may send the same text, and each must find its own verdict. */
export const withCompanyContentKey = (sha256: Sha256, record: RejectedRecord): RejectedRecord => ({
  ...record,
  message_id: toContentKey(sha256(`${record.company_id ?? ""} ${record.sha256}`)),
});
