// From a validated message to its record.
import type { PermanentCode, PermanentFailure } from "./failure.ts";
import type { Message, MessageIds } from "./message.ts";
import type { Sha256 } from "./cursor.ts";
import {
  toContentKey,
  type ProcessedRecord,
  type Received,
  type RecordKey,
  type RejectedRecord,
} from "./record.ts";

/** What is known about a message before it is parsed. */
export type Envelope = Omit<Received, "message_id">;

/**
 * A field of the metadata that the record lacks does not compile, here and below.
 *
 * @param processedAt ISO 8601, UTC, milliseconds
 */
export const toProcessedRecord = (
  envelope: Envelope,
  { metadata }: Message,
  processedAt: string,
): ProcessedRecord => ({
  ...envelope,
  ...(metadata satisfies Pick<ProcessedRecord, keyof Message["metadata"]>),
  status: "Processed",
  processed_at: processedAt,
});

/**
 * Keyed by the message's own id, or by the hash of its content when `ids` has none.
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
  ...(ids satisfies Pick<Partial<RejectedRecord>, keyof MessageIds>),
  message_id: ids.message_id ?? toContentKey(envelope.sha256),
  status: "Rejected",
  rejected_at: rejectedAt,
  error: { code, detail, fields },
});

/** The `message_id` is left out where it is, or may be, another message's. */
export const ownIds = (code: PermanentCode, ids: MessageIds): MessageIds => {
  if (code !== "MessageIdConflict" && code !== "CompanyMismatch") return ids;
  const { message_id: _message_id, ...others } = ids;
  return others;
};

/** The key of a rejection per company and content: two companies may send the same text. */
export const toCompanyContentKey = (
  hash: Sha256,
  { company_id = "", sha256 }: Pick<RejectedRecord, "company_id" | "sha256">,
): RecordKey => toContentKey(hash(`${company_id} ${sha256}`));

/**
 * The keys that a rejection may be recorded under, in the order to try them.
 *
 * | key                         | used for                                                           |
 * | --------------------------- | ------------------------------------------------------------------ |
 * | its own `message_id`        | an id that can be read and is not another message's                |
 * | hash of content             | no such id, or one that another message's record holds             |
 * | hash of company and content | a text that another company's rejection stands for under that hash |
 */
export const toCandidateKeys = (
  hash: Sha256,
  record: Pick<RejectedRecord, "message_id" | "company_id" | "sha256">,
): ReadonlySet<RecordKey> =>
  new Set([record.message_id, toContentKey(record.sha256), toCompanyContentKey(hash, record)]);
