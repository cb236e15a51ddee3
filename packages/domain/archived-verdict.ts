// What the archive tells of a text: the way back from an object's key and metadata to the record it was made with.
import * as E from "fp-ts/lib/Either.js";
import * as t from "io-ts";
import { toRejectedKey } from "./archived-object.ts";
import { UtcInstant } from "./date-time.ts";
import { PermanentCode, toPermanentFailure, type FieldError } from "./failure.ts";
import { optional, ownProps } from "./own-props.ts";
import type { ObjectMetadata } from "./ports.ts";
import type { ProcessedRecord, RecordSummary, RejectedRecord, RejectionError } from "./record.ts";
import { textCodec } from "./text-codec.ts";
import { ownIds, toRejectedRecord } from "./to-record.ts";
import { Uuid } from "./uuid.ts";

export type RejectedSummary = Omit<RejectedRecord, "message">;
export type ProcessedSummary = Omit<ProcessedRecord, "message">;

const Hash = textCodec("a SHA-256 in lower-case hex", (text) =>
  /^[0-9a-f]{64}$/.test(text) ? text : undefined,
);

const Envelope = {
  judged_at: UtcInstant,
  received_at: UtcInstant,
  request_id: optional(t.string),
  sha256: Hash,
};

/** What tells the fields of a record that it has as they are: one that is missing, optional or not, does not compile. */
type ToldFields<R> = Readonly<
  Record<
    | Exclude<keyof R, "message" | "status" | "processed_at" | "rejected_at" | "error">
    | "verdict"
    | "judged_at",
    t.Mixed
  >
>;

const ValidMetadata = ownProps({
  ...Envelope,
  verdict: t.literal("Valid"),
  message_id: Uuid,
  company_id: Uuid,
  message_time: t.string,
} satisfies ToldFields<ProcessedRecord>);

const RejectedMetadata = ownProps({
  ...Envelope,
  verdict: t.literal("Rejected"),
  code: PermanentCode,
  fields: optional(t.string),
  message_id: optional(Uuid),
  company_id: optional(Uuid),
  message_time: optional(t.string),
} satisfies ToldFields<RejectedRecord> &
  Readonly<Record<keyof Pick<RejectionError, "code" | "fields">, t.Mixed>>);

const Fields = t.readonlyArray(ownProps({ path: t.string, expected: t.string }));

const parseFields = (text: string | undefined): readonly FieldError[] | undefined => {
  if (text === undefined) return [];
  try {
    const decoded = Fields.decode(JSON.parse(text));
    return E.isRight(decoded) ? decoded.right : undefined;
  } catch {
    return undefined;
  }
};

const toProcessed = (metadata: t.TypeOf<typeof ValidMetadata>): ProcessedSummary => {
  const { verdict: _verdict, judged_at, ...fields } = metadata;
  return { ...fields, status: "Processed", processed_at: judged_at };
};

const toRejected = (metadata: t.TypeOf<typeof RejectedMetadata>): RejectedSummary | undefined => {
  const { verdict: _verdict, judged_at, code, fields, received_at, request_id, sha256, ...ids } = metadata;
  const wrong = parseFields(fields);
  if (wrong === undefined) return undefined;
  const envelope = { message: "", sha256, received_at, ...(request_id === undefined ? {} : { request_id }) };
  const failure = toPermanentFailure(code, wrong);
  const { message: _message, ...record } = toRejectedRecord(envelope, ownIds(code, ids), failure, judged_at);
  return record;
};

/** Where the object of a record lies. */
export const toObjectKey = (record: RecordSummary): string =>
  record.status === "Processed" ? `${record.company_id}/${record.message_id}.json` : toRejectedKey(record);

/**
 * The record, but for its text, that an object was archived for: `processed_at` and `rejected_at` are the time of the
 * verdict, a rejection has the first of its {@link toCandidateKeys}. Undefined when none can be made of it: the metadata
 * are not those of the archive, or of another object.
 */
export const toArchivedRecord = (key: string, metadata: ObjectMetadata): RecordSummary | undefined => {
  const valid = ValidMetadata.decode(metadata);
  const rejected = E.isRight(valid) ? valid : RejectedMetadata.decode(metadata);
  if (E.isLeft(rejected)) return undefined;
  const record =
    rejected.right.verdict === "Valid" ? toProcessed(rejected.right) : toRejected(rejected.right);
  return record !== undefined && toObjectKey(record) === key ? record : undefined;
};

/** Whether the object is there to tell that a valid text lost its id: the one under the id itself is then nobody's. */
export const tellsLoser = (record: RecordSummary): boolean =>
  record.status === "Rejected" && record.error.code === "MessageIdConflict";
