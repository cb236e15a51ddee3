// A valid message as it is delivered, and what the stores answer when all is well.
import type { CannedAnswer } from "@message-handler/lambda-kit/canned-agent.ts";

const id = "00000000-0000-4000-8000-000000000000";

const body = JSON.stringify({
  metadata: { message_time: "2026-11-28T00:00:00Z", company_id: id, message_id: id },
  data: { order_id: id, order_amount: 1 },
});

export const rehearsalEvent = {
  Records: [
    {
      messageId: "rehearsal",
      receiptHandle: "rehearsal",
      body,
      attributes: { ApproximateReceiveCount: "1", SentTimestamp: "1796000000000", MessageGroupId: id },
      messageAttributes: {
        request_id: { stringValue: "rehearsal", dataType: "String" },
        received_at: { stringValue: "1796000000000", dataType: "Number" },
      },
    },
  ],
};

/** S3 repeats the checksum, and DynamoDB says what the write has used: both are taken for the proof of it. */
export const toAnswer = (request: string): CannedAnswer => {
  const checksum = /x-amz-checksum-sha256: (\S+)/i.exec(request)?.[1];
  return checksum === undefined
    ? {
        headers: { "content-type": "application/x-amz-json-1.0" },
        body: '{"ConsumedCapacity":{"TableName":"rehearsal","CapacityUnits":1}}',
      }
    : { headers: { "x-amz-checksum-sha256": checksum, etag: '"rehearsal"' }, body: "" };
};
