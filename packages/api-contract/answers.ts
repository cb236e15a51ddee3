// What the API answers, as codecs: the shapes on the wire, next to those in the domain and in the table.
import { DateTime, UtcInstant } from "@message-handler/domain/date-time.ts";
import type { FieldError as DomainFieldError, PermanentCode } from "@message-handler/domain/failure.ts";
import { Message } from "@message-handler/domain/message.ts";
import { optional, ownProps } from "@message-handler/domain/own-props.ts";
import type * as domain from "@message-handler/domain/record.ts";
import * as t from "io-ts";
import { CanonicalKey, CanonicalUuid, Sha256, StatusCode } from "./answer-leaves.ts";

/** A codec for every field of a shape, and for nothing else: a new field does not compile until it is described. */
type FieldsOf<T> = Readonly<Record<keyof T, t.Mixed>>;

export const Accepted = ownProps({ request_id: t.string, queued_as: t.string });

export const FieldError = ownProps({
  path: t.string,
  expected: t.string,
} satisfies FieldsOf<DomainFieldError>);

export const RejectionError = ownProps({
  code: t.keyof({
    MalformedJson: null,
    InvalidMessage: null,
    MessageIdConflict: null,
    CompanyMismatch: null,
  } satisfies Record<PermanentCode, null>),
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
export const Problem = ownProps({
  type: t.literal("about:blank"),
  title: t.string,
  status: StatusCode,
  detail: t.string,
  code: t.string,
  parameter: optional(t.string),
  request_id: t.string,
});
export type Problem = t.TypeOf<typeof Problem>;
