// Answers as S3 and DynamoDB do when all is well.
import { company, idOf } from "./messages.ts";
import type { Answer } from "./recording-server.ts";
import type { WireRequest } from "./wire-request.ts";

const capacity = { TableName: "messages", CapacityUnits: 1 };

const toItem = (id: string) => ({
  message_id: { S: id },
  company_id: { S: company },
  message_time: { S: "2026-11-28T09:30:15Z" },
  received_at: { S: "2026-11-28T09:30:16.123Z" },
  processed_at: { S: "2026-11-28T09:30:16.456Z" },
  sha256: { S: "ab".repeat(32) },
  status: { S: "Processed" },
});

/** A page, and one record more, which says that there are others. */
export const listed = 25;

const answers: Readonly<Record<string, object>> = {
  PutItem: { ConsumedCapacity: capacity },
  UpdateItem: { ConsumedCapacity: capacity },
  GetItem: {
    Item: { ...toItem(idOf(0)), message: { S: '{"data":{"order_amount":20}}' } },
    ConsumedCapacity: capacity,
  },
  Query: {
    Items: Array.from({ length: listed + 1 }, (_, index) => toItem(idOf(index))),
    Count: listed + 1,
    ScannedCount: listed + 1,
  },
};

/** S3 sends back the checksum that it has verified. */
export const answerAsStores = ({ headers }: WireRequest): Answer => {
  const [, operation] = String(headers["x-amz-target"] ?? "").split(".");
  if (operation === undefined)
    return {
      headers: { etag: '"bench"', "x-amz-checksum-sha256": String(headers["x-amz-checksum-sha256"] ?? "") },
      body: "",
    };
  return {
    headers: { "content-type": "application/x-amz-json-1.0" },
    body: JSON.stringify(answers[operation] ?? {}),
  };
};
