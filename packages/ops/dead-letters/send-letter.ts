// Sends a letter's message to a queue again: its text, all its attributes, its group and its trace.
import { SendMessageCommand, type MessageAttributeValue, type SQSClient } from "@aws-sdk/client-sqs";
import type { Letter } from "./letter.ts";

export type Sendable = Pick<Letter, "body" | "messageAttributes" | "groupId" | "traceHeader" | "receivedAt">;

/** SQS takes so many. */
const mostAttributes = 10;

/**
 * When SQS took the message is lost with each move. So one that does not say when it was accepted gets that said, as
 * process-message does when it postpones one.
 */
const withReceivedAt = ({
  messageAttributes,
  receivedAt,
}: Sendable): Record<string, MessageAttributeValue> => {
  const isFull = Object.keys(messageAttributes).length >= mostAttributes;
  if (messageAttributes["received_at"] !== undefined || isFull) return { ...messageAttributes };
  return {
    ...messageAttributes,
    received_at: { DataType: "Number", StringValue: `${receivedAt.getTime()}` },
  };
};

/** @returns the new message's id. Rejects when the queue has not confirmed that it has the message. */
export const sendLetter = async (sqs: SQSClient, QueueUrl: string, letter: Sendable): Promise<string> => {
  const { body, groupId, traceHeader } = letter;
  const { MessageId } = await sqs.send(
    new SendMessageCommand({
      QueueUrl,
      MessageBody: body,
      MessageAttributes: withReceivedAt(letter),
      ...(groupId === undefined ? {} : { MessageGroupId: groupId }),
      ...(traceHeader === undefined
        ? {}
        : { MessageSystemAttributes: { AWSTraceHeader: { DataType: "String", StringValue: traceHeader } } }),
    }),
  );
  if (MessageId === undefined) throw new Error("SQS did not confirm a message");
  return MessageId;
};
