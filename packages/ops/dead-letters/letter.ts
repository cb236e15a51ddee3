// A letter: a message in the dead-letter queue, with what it says of itself.
import type { Message, MessageAttributeValue } from "@aws-sdk/client-sqs";
import { readableIds } from "@message-handler/domain/message.ts";
import { Uuid } from "@message-handler/domain/uuid.ts";
import * as E from "fp-ts/lib/Either.js";
import { sha256 } from "../sha256.ts";

export type Letter = {
  /** SQS's id: another one after each move. */
  readonly id: string;
  /** For what is done with this letter before it is visible again. */
  readonly receiptHandle: string;
  readonly body: string;
  /** Of the body, hex. */
  readonly sha256: string;
  readonly messageAttributes: Readonly<Record<string, MessageAttributeValue>>;
  readonly groupId: string | undefined;
  readonly traceHeader: string | undefined;
  /** When SQS took it for the first time, from which on it counts the retention. */
  readonly sentAt: Date;
  /** When the gateway accepted the message. */
  readonly receivedAt: Date;
  readonly requestId: string | undefined;
  /** Undefined when the message names none that can be read, here and below. */
  readonly messageId: string | undefined;
  readonly companyId: string | undefined;
  /** How often it was received, each look at it included. */
  readonly looks: number;
  /** SQS moved it here; otherwise it was sent here, by an import. */
  readonly isDeadLettered: boolean;
};

const textOf = (attributes: Letter["messageAttributes"], name: string): string | undefined =>
  attributes[name]?.StringValue;

const timeOf = (text: string | undefined): Date | undefined => {
  const time = /^\d{1,15}$/.test(text ?? "") ? new Date(Number(text)) : undefined;
  return time === undefined || Number.isNaN(time.getTime()) ? undefined : time;
};

/** The company that the token named, else the one that the message names, else the group, which is one of the two. */
const toCompany = (
  claimed: string | undefined,
  ...others: readonly (string | undefined)[]
): string | undefined => [...others, claimed].map((text) => Uuid.decode(text)).find(E.isRight)?.right;

/** Of an answer that has all attributes. */
export const toLetter = (message: Message): Letter => {
  const { MessageId = "", ReceiptHandle = "", Body = "", MessageAttributes = {}, Attributes = {} } = message;
  const { message_id: messageId, company_id: companyId } = readableIds(Body);
  const sentAt = timeOf(Attributes.SentTimestamp) ?? new Date(0);
  return {
    id: MessageId,
    receiptHandle: ReceiptHandle,
    body: Body,
    sha256: sha256(Body),
    messageAttributes: MessageAttributes,
    groupId: Attributes.MessageGroupId,
    traceHeader: Attributes.AWSTraceHeader,
    sentAt,
    receivedAt: timeOf(textOf(MessageAttributes, "received_at")) ?? sentAt,
    requestId: textOf(MessageAttributes, "request_id"),
    messageId,
    companyId: toCompany(Attributes.MessageGroupId, textOf(MessageAttributes, "company_id"), companyId),
    looks: Number(Attributes.ApproximateReceiveCount ?? 1),
    isDeadLettered: Attributes.DeadLetterQueueSourceArn !== undefined,
  };
};
