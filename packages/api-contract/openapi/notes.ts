// The description of each field and parameter in the OpenAPI file.
import { LIST_LIMIT, MAX_RAW_BYTES } from "@message-handler/domain/limits.ts";
import { ListParameters } from "@message-handler/domain/list-query.ts";
import { Message } from "@message-handler/domain/message.ts";
import type { OwnProps } from "@message-handler/domain/own-props.ts";
import type * as t from "io-ts";
import {
  Accepted,
  FieldError,
  ProblemDetails,
  ProcessedRecord,
  ProcessedSummary,
  RecordPage,
  RejectedRecord,
  RejectedSummary,
  RejectionError,
} from "../response-bodies.ts";
import { getMessage } from "../routes.ts";

type Notes<P> = { readonly [K in keyof P]: string };

/** Does not compile when a field has no description. */
const about = <P extends t.Props>(codec: OwnProps<P>, notes: Notes<P>) => [codec, notes] as const;

const received = {
  message_id:
    "The message's own id. `sha256:` followed by a hash when the message has no readable id, when another message uses the id, or when the message names a company other than its sender's. The hash is that of the message's text, unless another company's record has that key: such a record is found in its company's list.",
  received_at: "When the message was accepted.",
  sha256: "SHA-256 hash of the text as it was received.",
  request_id: "Id of the request that posted the message. Absent if it did not come through this API.",
};

const processed = {
  ...received,
  status: "The message is archived and recorded. This is final.",
  company_id: "The company that the message belongs to.",
  message_time: "The sender's time, as sent.",
  processed_at: "When the message was first processed.",
};

const rejected = {
  ...received,
  status:
    "The message was rejected and will not be processed; `error` says why. A corrected message can be posted under the same id, unless another message uses it.",
  company_id:
    "The sender's company if a token names it, otherwise the company that the message names. Absent when neither can be read.",
  message_time: "The sender's time, as sent. Absent when it cannot be read.",
  rejected_at: "When the message was first rejected.",
  error: "Why the message was rejected.",
};

export const notes: ReadonlyMap<t.Mixed, Readonly<Record<string, string>>> = new Map<
  t.Mixed,
  Readonly<Record<string, string>>
>([
  about(Message, {
    metadata: "Identifies the message; validated.",
    data: `The content: any JSON object. Stored unchanged and not validated. A whole message of up to ${MAX_RAW_BYTES} bytes is never too large.`,
  }),
  about(Message.props.metadata, {
    message_id:
      "Chosen by the sender, unique across all companies; case does not matter. Posting the same message under the same id again has no effect.",
    company_id: "The company that the message belongs to; case does not matter.",
    message_time:
      "When the sender created the message: an RFC 3339 date-time with a zone; the date and time must exist.",
  }),
  about(Accepted, {
    request_id: "Id of this request, for support.",
    queued_as: "Id that the queue gave the message.",
  }),
  about(FieldError, {
    path: "The invalid field: `metadata.message_time`, or `$` for the message as a whole.",
    expected: "What was expected there.",
  }),
  about(RejectionError, {
    code: "For programs.",
    detail: "For people.",
    fields: "Every invalid field. Empty when the error is not about single fields.",
  }),
  about(ProcessedSummary, processed),
  about(ProcessedRecord, { ...processed, message: "The message exactly as it was received." }),
  about(RejectedSummary, rejected),
  about(RejectedRecord, {
    ...rejected,
    message: "The message exactly as it was received. A string when it is not valid JSON.",
  }),
  about(RecordPage, {
    items:
      "Up to `limit` records, without their messages. Where few records match a filter, it may be fewer, or none, on any page.",
    next_cursor: "The `cursor` of the next page; `null` on the last page, and on no other.",
  }),
  about(ProblemDetails, {
    type: "Always `about:blank`: the status is the kind of problem, `code` refines it.",
    title: "The status in words.",
    status: "The HTTP status.",
    detail: "For people. Contains no value from the request.",
    code: "For programs; stable.",
    parameter: "The invalid parameter, if any.",
    request_id: "Id of this request, for support.",
  }),
  about(ListParameters, {
    company_id: "The company whose messages to list. A caller with a token may only list its own company's.",
    status: "Only records with this status.",
    from: "Only records received at or after this time. In a URL a plus is written `%2B`.",
    to: "Only records received at or before this time. In a URL a plus is written `%2B`.",
    limit: `Records per page: ${LIST_LIMIT.minimum} to ${LIST_LIMIT.maximum}.`,
    order: "Sort order by `received_at`; `desc` is newest first.",
    cursor:
      "The `next_cursor` of the previous page. All other parameters except `limit` must be the same as for that page.",
  }),
  about(getMessage.pathParameters, {
    message_id:
      "The message's `message_id` (case does not matter), or `sha256:` followed by the SHA-256 hash of a message's text.",
  }),
]);
