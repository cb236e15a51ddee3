// A record as DynamoDB stores it, and the mapping both ways.
import { PermanentCode } from "@message-handler/domain/failure.ts";
import { optional, ownProps } from "@message-handler/domain/own-props.ts";
import {
  expiryAttribute,
  type MessageRecord,
  type ProcessedRecord,
  type RecordSummary,
  type RejectedRecord,
} from "@message-handler/domain/record.ts";
import type { ListPosition } from "@message-handler/domain/ports.ts";
import * as E from "fp-ts/lib/Either.js";
import * as t from "io-ts";
import { fromItem, toItem, type Item, type StoredValue } from "./attribute-value.ts";

/** A codec for every field of a record but raw: a new field does not compile until it is stored. */
type StoredFields<R> = Readonly<Record<Exclude<keyof R, "message">, t.Mixed>>;

const Received = { message_id: t.string, received_at: t.string, sha256: t.string };

const PersistedProcessed = ownProps({
  ...Received,
  status: t.literal("Processed"),
  company_id: t.string,
  message_time: t.string,
  processed_at: t.string,
  request_id: optional(t.string),
} satisfies StoredFields<ProcessedRecord>);

const PersistedRejected = ownProps({
  ...Received,
  status: t.literal("Rejected"),
  rejected_at: t.string,
  error: ownProps({
    code: PermanentCode,
    detail: t.string,
    fields: t.readonlyArray(ownProps({ path: t.string, expected: t.string })),
  }),
  request_id: optional(t.string),
  company_id: optional(t.string),
  message_time: optional(t.string),
} satisfies StoredFields<RejectedRecord>);

const PersistedRaw = ownProps({ message: t.string });

const PersistedPosition = ownProps({ message_id: t.string, received_at: t.string });

const decodeSummary = (value: unknown): E.Either<t.Errors, RecordSummary> => {
  const processed = PersistedProcessed.decode(value);
  return E.isRight(processed) ? processed : PersistedRejected.decode(value);
};

/** In so many days from the verdict, in seconds since 1970, as a time to live has it; nothing for 0 days. */
export const toExpiry = (record: MessageRecord, days: number): Item => {
  if (days === 0) return {};
  const verdict = Date.parse(record.status === "Processed" ? record.processed_at : record.rejected_at);
  return { [expiryAttribute]: { N: `${Math.ceil(verdict / 1000) + days * 86_400}` } };
};

/**
 * Every attribute of the table but the {@link expiryAttribute}. An index skips a record that lacks one of its keys:
 * without `company_id` it is in no list, and `rejected_company_id` is there for that alone, so that the index of rejected
 * records has no others.
 */
export const toRecordItem = (record: MessageRecord): Item => {
  const { message_id, received_at, message, sha256, request_id, company_id, message_time, status } = record;
  return toItem({
    message_id,
    received_at,
    message,
    sha256,
    request_id,
    company_id,
    message_time,
    status,
    processed_at: record.status === "Processed" ? record.processed_at : undefined,
    rejected_at: record.status === "Rejected" ? record.rejected_at : undefined,
    error: record.status === "Rejected" ? record.error : undefined,
    rejected_company_id: record.status === "Rejected" ? company_id : undefined,
  } satisfies Record<
    keyof ProcessedRecord | keyof RejectedRecord | "rejected_company_id",
    StoredValue | undefined
  >);
};

/** Left when the item is not a record. */
export const fromRecordItem = (item: Item): E.Either<t.Errors, MessageRecord> => {
  const value = fromItem(item);
  const raw = PersistedRaw.decode(value);
  return E.isLeft(raw)
    ? raw
    : E.map((summary: RecordSummary): MessageRecord => ({ ...summary, ...raw.right }))(decodeSummary(value));
};

/** An item of an index, which leaves `message` out. */
export const fromSummaryItem = (item: Item): E.Either<t.Errors, RecordSummary> =>
  decodeSummary(fromItem(item));

/** A key of an index, where a read ended. */
export const fromPositionItem = (item: Item): E.Either<t.Errors, ListPosition> =>
  PersistedPosition.decode(fromItem(item));
