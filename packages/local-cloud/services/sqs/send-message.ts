// SendMessage and SendMessageBatch.
import { createHash } from "node:crypto";
import { z } from "zod";
import { runBatch } from "./batch.ts";
import {
  checkMessageAttributes,
  MessageAttributes,
  md5OfAttributes,
  sizeOfAttributes,
} from "./message-attributes.ts";
import { checkMessageBody } from "./message-text.ts";
import { type Answer, operation, queueOf, type SqsParts, wholeNumber } from "./operation.ts";
import type { Queue } from "./queues.ts";
import { invalidParameter, missingParameter, SqsFault } from "./sqs-fault.ts";

const message = {
  MessageBody: z.string(),
  DelaySeconds: wholeNumber(0, 900).optional(),
  MessageAttributes: MessageAttributes.optional(),
};
const Message = z.strictObject(message);
type Message = z.infer<typeof Message>;

const SendMessage = z.strictObject({ QueueUrl: z.string(), ...message });
const SendMessageBatch = z.strictObject({
  QueueUrl: z.string(),
  Entries: z.array(z.strictObject({ Id: z.string(), ...message })),
});

/** Body and attributes together (SendMessage, API reference, MessageAttributes). */
const sizeOf = ({ MessageBody: body, MessageAttributes: attributes = {} }: Message): number =>
  Buffer.byteLength(body) + sizeOfAttributes(attributes);

export const md5Of = (text: string): string => createHash("md5").update(text, "utf8").digest("hex");

const send = (queue: Queue, outgoing: Message, { engine, pace }: SqsParts): Answer => {
  const { MessageBody: body, MessageAttributes: attributes = {}, DelaySeconds: delay } = outgoing;
  if (body === "") throw missingParameter("MessageBody");
  checkMessageBody(body);
  checkMessageAttributes(attributes);
  if (sizeOf(outgoing) > queue.maximumMessageSize) {
    throw invalidParameter(
      `One or more parameters are invalid. Reason: Message must be shorter than ${queue.maximumMessageSize} bytes.`,
    );
  }
  const delaySeconds = pace.scaled(delay ?? Number(queue.attributes["DelaySeconds"]));
  const messageId = engine.send(queue.name, { body, attributes, delaySeconds });
  const digest = md5OfAttributes(attributes);
  return {
    MessageId: messageId,
    MD5OfMessageBody: md5Of(body),
    ...(digest === undefined ? {} : { MD5OfMessageAttributes: digest }),
  };
};

export const sendMessage = operation(SendMessage, (input, parts) =>
  send(queueOf(input, parts), input, parts),
);

/** Bytes of a whole batch (SQS quotas, "Message size"). */
const batchLimit = 1_048_576;

export const sendMessageBatch = operation(SendMessageBatch, async (input, parts) => {
  const queue = queueOf(input, parts);
  const total = input.Entries.reduce((sum, entry) => sum + sizeOf(entry), 0);
  if (total > batchLimit) {
    throw new SqsFault(
      "BatchRequestTooLong",
      `Batch requests cannot be longer than ${batchLimit} bytes. You have sent ${total} bytes.`,
    );
  }
  return runBatch(input.Entries, (entry) => send(queue, entry, parts));
});
