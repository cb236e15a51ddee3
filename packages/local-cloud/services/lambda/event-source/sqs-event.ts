// An SQS message as a function sees it in its event.
import type { Message } from "./source-queue.ts";

export type SqsRecord = Readonly<Record<string, unknown>> & {
  readonly messageId: string;
  readonly receiptHandle: string;
};

const toAttribute = ({ DataType, StringValue, BinaryValue }: Message["MessageAttributes"][string]) => ({
  ...(StringValue === undefined ? {} : { stringValue: StringValue }),
  ...(BinaryValue === undefined ? {} : { binaryValue: BinaryValue }),
  stringListValues: [],
  binaryListValues: [],
  dataType: DataType,
});

/** https://docs.aws.amazon.com/lambda/latest/dg/with-sqs.html; `region` and `queueArn` are the queue's. */
export const toSqsRecord = (message: Message, queueArn: string, region: string): SqsRecord => ({
  messageId: message.MessageId,
  receiptHandle: message.ReceiptHandle,
  body: message.Body,
  attributes: message.Attributes,
  messageAttributes: Object.fromEntries(
    Object.entries(message.MessageAttributes).map(([name, value]) => [name, toAttribute(value)]),
  ),
  ...(message.MD5OfMessageAttributes === undefined
    ? {}
    : { md5OfMessageAttributes: message.MD5OfMessageAttributes }),
  md5OfBody: message.MD5OfBody,
  eventSource: "aws:sqs",
  eventSourceARN: queueArn,
  awsRegion: region,
});

/** Lambda's quota for the payload of one invocation. */
const maxEventBytes = 6 * 1024 * 1024;

export const toSqsEvent = (records: readonly SqsRecord[]): string => JSON.stringify({ Records: records });

/** Batches of which each fits one invocation, in the order of the records. */
export const splitBySize = (
  records: readonly SqsRecord[],
  limit = maxEventBytes,
): readonly (readonly SqsRecord[])[] => {
  const batches: SqsRecord[][] = [];
  let bytes = Infinity;
  for (const record of records) {
    const size = Buffer.byteLength(JSON.stringify(record)) + 1;
    if (bytes + size > limit) {
      batches.push([]);
      bytes = Buffer.byteLength(toSqsEvent([]));
    }
    batches.at(-1)?.push(record);
    bytes += size;
  }
  return batches;
};
