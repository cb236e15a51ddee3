// The event that Lambda makes of a batch, and what it does with the worker's answer.
import type { Sent } from "./sent.ts";

export type Queued = {
  readonly sqsMessageId: string;
  readonly receiptHandle: string;
  readonly receiveCount: number;
  readonly sentAt: number;
  readonly body: string;
  readonly groupId: string | undefined;
  readonly attributes: Readonly<Record<string, { readonly dataType: string; readonly stringValue?: string }>>;
};

/** As the gateway sends it. */
export const toAttributes = ({ requestId, receivedAt, sender }: Sent): Queued["attributes"] => ({
  request_id: { dataType: "String", stringValue: requestId },
  received_at: { dataType: "Number", stringValue: `${receivedAt}` },
  ...(sender === undefined ? {} : { company_id: { dataType: "String", stringValue: sender } }),
});

export const toSqsEvent = (batch: readonly Queued[]): object => ({
  Records: batch.map(({ sqsMessageId, receiptHandle, receiveCount, sentAt, body, groupId, attributes }) => ({
    messageId: sqsMessageId,
    receiptHandle,
    body,
    attributes: {
      ApproximateReceiveCount: `${receiveCount}`,
      SentTimestamp: `${sentAt}`,
      ...(groupId === undefined ? {} : { MessageGroupId: groupId }),
    },
    messageAttributes: attributes,
  })),
});

const memberOf = (value: unknown, name: string): unknown =>
  typeof value === "object" && value !== null
    ? (value as Readonly<Record<string, unknown>>)[name]
    : undefined;

/**
 * The ids that stay in the queue. Nothing, or no list, acknowledges the whole batch; an id that is not one of the batch
 * returns all of it (https://docs.aws.amazon.com/lambda/latest/dg/services-sqs-errorhandling.html).
 */
export const toReturnedIds = (answer: unknown, batch: readonly string[]): readonly string[] => {
  const failures = memberOf(answer, "batchItemFailures");
  if (!Array.isArray(failures)) return [];
  const ids = failures.map((failure: unknown) => memberOf(failure, "itemIdentifier"));
  return ids.every((id) => typeof id === "string" && batch.includes(id))
    ? batch.filter((id) => ids.includes(id))
    : batch;
};
