// A request for one message, which a list has most of its code in common with, and what DynamoDB answers.
import type { CannedAnswer } from "@message-handler/lambda-kit/canned-agent.ts";

const id = "00000000-0000-4000-8000-000000000000";
const time = "2026-11-28T00:00:00.000Z";

export const rehearsalEvent = {
  httpMethod: "GET",
  resource: "/messages/{message_id}",
  pathParameters: { message_id: id },
  multiValueQueryStringParameters: null,
  requestContext: { requestId: "rehearsal" },
};

const item = {
  message_id: { S: id },
  company_id: { S: id },
  received_at: { S: time },
  message_time: { S: time },
  processed_at: { S: time },
  sha256: { S: "0".repeat(64) },
  status: { S: "Processed" },
  message: { S: "{}" },
};

export const toAnswer = (): CannedAnswer => ({
  headers: { "content-type": "application/x-amz-json-1.0" },
  body: JSON.stringify({
    Item: item,
    ConsumedCapacity: { TableName: "rehearsal", CapacityUnits: 1 },
  }),
});
