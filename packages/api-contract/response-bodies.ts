// The bodies of the API's responses, as codecs: the shapes on the wire, apart from those in the domain and the table.
import { DateTime, UtcInstant } from "@message-handler/domain/date-time.ts";
import { PermanentCode, type FieldError as DomainFieldError } from "@message-handler/domain/failure.ts";
import { Message } from "@message-handler/domain/message.ts";
import { optional, ownProps } from "@message-handler/domain/own-props.ts";
import type * as domain from "@message-handler/domain/record.ts";
import { RecordKey } from "@message-handler/domain/record.ts";
import { textCodec } from "@message-handler/domain/text-codec.ts";
import { Uuid } from "@message-handler/domain/uuid.ts";
import * as t from "io-ts";
import { ProblemCode } from "./problems.ts";

const canonical = (codec: t.Type<string>): t.Type<string> =>
  textCodec(`${codec.name}, in lower case`, (text) => (codec.is(text) ? text : undefined));

export const CanonicalUuid = canonical(Uuid);
export const CanonicalKey = canonical(RecordKey);

export const Sha256 = textCodec("a SHA-256 hash in lower-case hex", (text) =>
  /^[0-9a-f]{64}$/.test(text) ? text : undefined,
);

const isErrorStatus = (value: unknown): value is number =>
  Number.isInteger(value) && Number(value) >= 400 && Number(value) <= 599;

export const ErrorStatus = new t.Type<number>(
  "an HTTP status from 400 to 599",
  isErrorStatus,
  (value, context) => (isErrorStatus(value) ? t.success(value) : t.failure(value, context)),
  t.identity,
);

/** A codec for every field of a shape, and for nothing else: a new field does not compile until it is described. */
type FieldsOf<T> = Readonly<Record<keyof T, t.Mixed>>;

export const Accepted = ownProps({ request_id: t.string, queued_as: t.string });

export const FieldError = ownProps({
  path: t.string,
  expected: t.string,
} satisfies FieldsOf<DomainFieldError>);

export const RejectionError = ownProps({
  code: PermanentCode,
  detail: t.string,
  fields: t.readonlyArray(FieldError),
} satisfies FieldsOf<domain.RejectionError>);

const received = {
  message_id: CanonicalKey,
  received_at: UtcInstant,
  sha256: Sha256,
  request_id: optional(t.string),
};

export const ProcessedSummary = ownProps({
  ...received,
  status: t.literal("Processed"),
  company_id: CanonicalUuid,
  message_time: DateTime,
  processed_at: UtcInstant,
} satisfies FieldsOf<Omit<domain.ProcessedRecord, "message">>);

export const RejectedSummary = ownProps({
  ...received,
  status: t.literal("Rejected"),
  company_id: optional(CanonicalUuid),
  message_time: optional(DateTime),
  rejected_at: UtcInstant,
  error: RejectionError,
} satisfies FieldsOf<Omit<domain.RejectedRecord, "message">>);

export const RecordSummary = t.union([ProcessedSummary, RejectedSummary]);

export const ProcessedRecord = ownProps({
  ...ProcessedSummary.props,
  message: Message,
} satisfies FieldsOf<domain.ProcessedRecord>);

export const RejectedRecord = ownProps({
  ...RejectedSummary.props,
  message: t.unknown,
} satisfies FieldsOf<domain.RejectedRecord>);

export const MessageRecord = t.union([ProcessedRecord, RejectedRecord]);

export const RecordPage = ownProps({
  items: t.readonlyArray(RecordSummary),
  next_cursor: t.union([t.string, t.null]),
});

/** RFC 9457. */
export const ProblemDetails = ownProps({
  type: t.literal("about:blank"),
  title: t.string,
  status: ErrorStatus,
  detail: t.string,
  code: ProblemCode,
  parameter: optional(t.string),
  request_id: t.string,
});
