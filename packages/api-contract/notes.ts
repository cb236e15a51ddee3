// What each field means, for whoever reads the description.
import type { ListParameters } from "@message-handler/domain/list-query.ts";
import { LIST_LIMIT, MAX_RAW_BYTES } from "@message-handler/domain/limits.ts";
import { Message } from "@message-handler/domain/message.ts";
import type { OwnProps } from "@message-handler/domain/own-props.ts";
import type * as t from "io-ts";
import {
  Accepted,
  FieldError,
  Problem,
  ProcessedRecord,
  ProcessedSummary,
  RecordPage,
  RejectedRecord,
  RejectedSummary,
  RejectionError,
} from "./answers.ts";

type Notes<P> = { readonly [K in keyof P]: string };

/** Every field has its note, or this does not compile. */
const about = <P extends t.Props>(codec: OwnProps<P>, notes: Notes<P>) => [codec, notes] as const;

const received = {
  message_id:
    "The message's own id; or `sha256:` and a hash when it has none that could be read, when another message holds that id, or when it names another company than its sender's. The hash is that of its text, unless another company's record stands there: then it is found in its company's list.",
  received_at: "When the message was accepted.",
  sha256: "Of exactly what was received.",
  request_id: "Of the request that brought the message; absent when it did not come through this API.",
};

const processed = {
  ...received,
  status: "The message has been archived and recorded; this is final.",
  company_id: "The company that the message belongs to.",
  message_time: "The sender's time, as the sender wrote it.",
  processed_at: "When it was processed, the first time.",
};

const rejected = {
  ...received,
  status:
    "The message can never be processed; `error` says why. Unless another message holds the id, a corrected one may be sent under it.",
  company_id:
    "The sender's own, where a token names it, else the one that the message names; absent when neither can be read.",
  message_time: "As the sender wrote it; absent when it cannot be read.",
  rejected_at: "When it was rejected, the first time.",
  error: "Why it was rejected.",
};

export const notes: ReadonlyMap<t.Mixed, Readonly<Record<string, string>>> = new Map<
  t.Mixed,
  Readonly<Record<string, string>>
>([
  about(Message, {
    metadata: "What the message handler judges.",
    data: `What the message says: any JSON object. It is carried as it is and never altered; the whole message may have ${MAX_RAW_BYTES} bytes.`,
  }),
  about(Message.props.metadata, {
    message_id:
      "The sender's choice, in any case. The same message under the same id may be sent again: nothing changes.",
    company_id: "The company that the message belongs to, in any case.",
    message_time:
      "When the sender made the message: an RFC 3339 date-time with a zone, on a day and at a time that there are.",
  }),
  about(Accepted, {
    request_id: "For questions about this very request.",
    queued_as: "The id that the queue gave the message.",
  }),
  about(FieldError, {
    path: "Where: `metadata.message_time`, or `$` for the message as a whole.",
    expected: "What was expected there.",
  }),
  about(RejectionError, {
    code: "For programs.",
    detail: "For people.",
    fields: "Every field at fault; empty when no single field is.",
  }),
  about(ProcessedSummary, processed),
  about(ProcessedRecord, { ...processed, message: "Exactly what was received." }),
  about(RejectedSummary, rejected),
  about(RejectedRecord, {
    ...rejected,
    message: "Exactly what was received, whatever it is; a string that holds it when it is not JSON.",
  }),
  about(RecordPage, {
    items: "At most `limit` records, without their messages.",
    next_cursor: "Where the next page begins; `null` on the last one.",
  }),
  about(Problem, {
    type: "Always `about:blank`: the status is the meaning, and `code` refines it.",
    title: "The status in words.",
    status: "The status of the answer.",
    detail: "For people: one sentence, without anything from the request.",
    code: "For programs: a stable word.",
    parameter: "The parameter at fault, where there is one.",
    request_id: "For questions about this very request.",
  }),
]);

export const listParameterNotes: Notes<(typeof ListParameters)["props"]> = {
  company_id: "Whose messages. A caller that is known by a token may ask for its own company only.",
  status: "Only those in this status.",
  from: "Only those received at this instant or later.",
  to: "Only those received at this instant or earlier.",
  limit: `How many records a page may hold: ${LIST_LIMIT.minimum} to ${LIST_LIMIT.maximum}.`,
  order: "By the time they were received; `desc` is newest first.",
  cursor:
    "The `next_cursor` of the page before. All other parameters but `limit` must be what they were for that page.",
};

export const messageIdNote =
  "The message's `message_id` in any case, or `sha256:` and the hash of what is recorded under its content.";
