// The messages that every subject gets.

export const company = "e0721e56-fb09-4273-ae74-7bcbc92d43eb";

export const idOf = (index: number): string =>
  `fc0daad3-4f10-4d15-b8c6-276cca${String(index).padStart(6, "0")}`;

/** When SQS took it, epoch milliseconds. */
const sentAt = 1_796_000_000_000;

export const toBody = (index: number): string =>
  JSON.stringify({
    metadata: { message_time: "2026-11-28T09:30:15Z", company_id: company, message_id: idOf(index) },
    data: { order_id: "a929b88e-bc47-4f7d-9584-61c3c94ad2f2", order_amount: 20 },
  });

const toRecord = (index: number) => ({
  messageId: `059f36b4-87a3-44ab-83d2-66198583${String(index).padStart(4, "0")}`,
  receiptHandle: `receipt-${index}`,
  body: toBody(index),
  attributes: {
    ApproximateReceiveCount: "1",
    SentTimestamp: `${sentAt}`,
    SenderId: "AROAEXAMPLE",
    ApproximateFirstReceiveTimestamp: `${sentAt + 7}`,
    MessageGroupId: company,
  },
  messageAttributes: {
    request_id: { stringValue: "0a6f2f3e-0f5a-4a51-9c0a-2d1d8e3a7b10", dataType: "String" },
    received_at: { stringValue: `${sentAt}`, dataType: "Number" },
  },
  md5OfBody: "99914b932bd37a50b983c5e7c90ae93b",
  eventSource: "aws:sqs",
  eventSourceARN: "arn:aws:sqs:eu-west-1:000000000000:messages",
  awsRegion: "eu-west-1",
});

export const toSqsEvent = (batch: number) => ({
  Records: Array.from({ length: batch }, (_, n) => toRecord(n)),
});
