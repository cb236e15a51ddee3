// A message as SQS hands it out of the dead-letter queue.
import type { Message } from "@aws-sdk/client-sqs";

export const aBody = (messageId: string, companyId: string): string =>
  JSON.stringify({
    metadata: { message_time: "2023-12-10T22:02:38Z", message_id: messageId, company_id: companyId },
    data: {},
  });

export const aReceived = (parts: Partial<Message> = {}): Message => ({
  MessageId: "388a4262-ff66-4e92-ab9b-b1dfb7aa88f5",
  ReceiptHandle: "receipt",
  Body: aBody("f411dbb7-2c1b-4bf4-a221-cf7f932e9f6b", "e0721e56-fb09-4273-ae74-7bcbc92d43eb"),
  MessageAttributes: {
    received_at: { DataType: "Number", StringValue: "1795855528900" },
    request_id: { DataType: "String", StringValue: "a4913b3c-9646-4187-858d-cd294997462e" },
  },
  Attributes: {
    SentTimestamp: "1795855528920",
    ApproximateReceiveCount: "4",
    MessageGroupId: "e0721e56-fb09-4273-ae74-7bcbc92d43eb",
    AWSTraceHeader: "Root=1-6b0a94a8-7727e1b3f3b2eb340810b79b",
    DeadLetterQueueSourceArn: "arn:aws:sqs:us-east-1:000000000000:messages",
  },
  ...parts,
});
