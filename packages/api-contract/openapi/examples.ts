// The examples in the OpenAPI file: one valid and one invalid message, and their records as the domain makes them.
import { encodeCursor } from "@message-handler/domain/cursor.ts";
import { decodeMessage, readableIds } from "@message-handler/domain/message.ts";
import type { MessageRecord, RecordSummary } from "@message-handler/domain/record.ts";
import { toProcessedRecord, toRejectedRecord, type Envelope } from "@message-handler/domain/to-record.ts";
import * as E from "fp-ts/lib/Either.js";
import { createHash } from "node:crypto";

const sha256 = (text: string): string => createHash("sha256").update(text).digest("hex");

export const ids = {
  message_id: "fc0daad3-4f10-4d15-b8c6-276cca111e87",
  company_id: "e0721e56-fb09-4273-ae74-7bcbc92d43eb",
  request_id: "0a6f2f3e-0f5a-4a51-9c0a-2d1d8e3a7b10",
};
const { message_id, company_id, request_id } = ids;

export const aMessage = {
  metadata: { message_time: "2023-12-10T22:02:38Z", company_id, message_id },
  data: {
    order_id: "a929b88e-bc47-4f7d-9584-61c3c94ad2f2",
    order_time: "2023-12-10T22:00:00Z",
    order_amount: 20,
  },
};

/** Passes the validation at the gateway and is rejected later: there is no 30th of February. */
const anInvalidMessage = {
  metadata: {
    message_time: "2023-02-30T22:02:38Z",
    company_id,
    message_id: "5d2f5a6c-5d0e-4d6b-8e43-9d1f6f0c2b7a",
  },
  data: aMessage.data,
};

export const anAcceptance = { request_id, queued_as: "5fea7756-0ea4-451a-a703-a558b933e274" };

const envelopeOf = (raw: string): Envelope => ({
  received_at: "2023-12-10T22:02:39.123Z",
  message: raw,
  sha256: sha256(raw),
  request_id,
});

const recordOf = (message: object): MessageRecord => {
  const raw = JSON.stringify(message);
  const validatedAt = "2023-12-10T22:02:39.456Z";
  const decoded = decodeMessage(raw);
  return E.isRight(decoded)
    ? toProcessedRecord(envelopeOf(raw), decoded.right, validatedAt)
    : toRejectedRecord(envelopeOf(raw), readableIds(raw), decoded.left, validatedAt);
};

const toSummary = ({ message: _raw, ...summary }: MessageRecord): RecordSummary => summary;

const processed = recordOf(aMessage);
const rejected = recordOf(anInvalidMessage);

export const aProcessedRecord = { ...toSummary(processed), message: aMessage };
export const aRejectedRecord = { ...toSummary(rejected), message: anInvalidMessage };

const bounds = { from: "2023-12-01T00:00:00Z", to: "2023-12-31T23:59:59.999Z" };
const next = { message_id: rejected.message_id, received_at: rejected.received_at };
const filter = { company_id, status: "Rejected", order: "desc" } as const;
const decodedBounds = { from: "2023-12-01T00:00:00.000Z", to: bounds.to };
const next_cursor = encodeCursor(sha256, { ...filter, ...decodedBounds, limit: 1 }, next);

/** Every parameter of a list, each with the value its page was asked for with. */
export const aListQuery = { ...filter, ...bounds, limit: 1, cursor: next_cursor };

export const aPage = { items: [toSummary(rejected)], next_cursor };

export const theLastPage = { items: [], next_cursor: null };
