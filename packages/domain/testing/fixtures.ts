// Valid examples for tests to start from.
import type { ListQuery } from "../list-query.ts";
import type { ProcessedRecord, RejectedRecord } from "../record.ts";

export const aMessageId = "fc0daad3-4f10-4d15-b8c6-276cca111e87";
export const aCompanyId = "e0721e56-fb09-4273-ae74-7bcbc92d43eb";
export const anotherCompanyId = "0b7d6c1e-58f5-4a5c-8d1c-2f2f5f0e9a11";

type RawParts = { readonly metadata?: object; readonly data?: unknown };

/** A valid message as text, with parts of it replaced. */
export const aValidRaw = ({ metadata = {}, data }: RawParts = {}): string =>
  JSON.stringify({
    metadata: {
      message_time: "2023-12-10T22:02:38Z",
      company_id: aCompanyId,
      message_id: aMessageId,
      ...metadata,
    },
    data: data === undefined ? { order_id: "a929b88e-bc47-4f7d-9584-61c3c94ad2f2", order_amount: 20 } : data,
  });

/** Complete, so that a new field gets into the tests of everything a record goes through. */
export const aProcessedRecord: Required<ProcessedRecord> = {
  status: "Processed",
  message_id: aMessageId,
  company_id: aCompanyId,
  message_time: "2023-12-10T22:02:38Z",
  received_at: "2023-12-10T22:02:39.123Z",
  processed_at: "2023-12-10T22:02:40.456Z",
  message: aValidRaw(),
  sha256: "a".repeat(64),
  request_id: "0a6f2f3e-0f5a-4a51-9c0a-2d1d8e3a7b10",
};

export const aRejectedRecord: RejectedRecord = {
  status: "Rejected",
  message_id: aMessageId,
  company_id: aCompanyId,
  received_at: "2023-12-10T22:02:39.123Z",
  rejected_at: "2023-12-10T22:02:40.456Z",
  message: aValidRaw({ metadata: { message_time: "yesterday" } }),
  sha256: "b".repeat(64),
  error: {
    code: "InvalidMessage",
    detail: "The message does not match the schema.",
    fields: [{ path: "metadata.message_time", expected: "an RFC 3339 date-time with a zone" }],
  },
};

export const aListQuery: ListQuery = { company_id: aCompanyId, limit: 25, order: "desc" };
