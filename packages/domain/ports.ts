// The ports of the use cases. Each returns an Either and never throws or rejects.
import type { Either } from "fp-ts/lib/Either.js";
import type { TransientFailure } from "./failure.ts";
import type { ListQuery } from "./list-query.ts";
import type { MessageRecord, ProcessedRecord, RecordKey, RecordSummary, RejectedRecord } from "./record.ts";

/** ASCII, and 2 KB in all: S3's limits for user metadata. No value of the message but its ids and its time. */
export type ObjectMetadata = Readonly<Record<string, string>>;

export type ArchivedObject = {
  readonly key: string;
  /** Raw: exactly the text received. */
  readonly message: string;
  /** Of raw, hex. */
  readonly sha256: string;
  readonly metadata: ObjectMetadata;
};

/** `Conflict`: other bytes are archived under the key. Nothing was changed then. */
export type ArchiveOutcome =
  | { readonly kind: "Archived" | "Conflict" }
  /** With the metadata it was archived with. */
  | { readonly kind: "AlreadyArchived"; readonly metadata: ObjectMetadata };

/** Writes raw once under its key; compares hashes when something is there already. */
export type ArchiveMessage = (object: ArchivedObject) => Promise<Either<TransientFailure, ArchiveOutcome>>;

/** `Conflict`: the id is taken by another message. Nothing was changed then. */
export type RecordOutcome = "Recorded" | "Duplicate" | "Conflict";

export type RecordProcessed = (record: ProcessedRecord) => Promise<Either<TransientFailure, RecordOutcome>>;

/** `Conflict`: the key holds a processed record. Record the rejection under its content hash instead. */
export type RecordRejected = (record: RejectedRecord) => Promise<Either<TransientFailure, RecordOutcome>>;

export type FindRecord = (key: RecordKey) => Promise<Either<TransientFailure, MessageRecord | undefined>>;

/** Where the next page begins: after this record, the last one that the page has returned or passed over. */
export type ListPosition = { readonly received_at: string; readonly message_id: RecordKey };

export type RecordPage = {
  readonly items: readonly RecordSummary[];
  readonly next: ListPosition | undefined;
  /** What ended the page and did not fail it. */
  readonly cutShort?: TransientFailure;
};

/**
 * A page of up to `limit` records. It may be shorter, even empty, where the matches are rare: `next` then leads on,
 * and is undefined only when no match is left.
 *
 * @param timeLeft milliseconds that remain for the page, asked before each read
 */
export type ListRecords = (
  query: ListQuery,
  after: ListPosition | undefined,
  timeLeft: () => number,
) => Promise<Either<TransientFailure, RecordPage>>;
