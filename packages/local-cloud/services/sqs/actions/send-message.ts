// SendMessage and SendMessageBatch.
import { createHash } from "node:crypto";
import { z } from "zod";
import {
  checkMessageAttributes,
  MessageAttributes,
  md5OfAttributes,
  sizeOfAttributes,
} from "../message-attributes.ts";
import { checkMessageBody } from "../message-text.ts";
import { MessageSystemAttributes, toTraceHeader } from "../message-system-attributes.ts";
import type { Queue } from "../queues.ts";
import { invalidParameter, missingParameter, SqsError } from "../sqs-error.ts";
import { runBatch } from "./batch.ts";
import { type Answer, checkWithin, operation, queueOf, roleOf, type SqsDeps } from "./operation.ts";

const message = {
  MessageBody: z.string(),
  DelaySeconds: z.int().optional(),
  MessageAttributes: MessageAttributes.optional(),
  MessageSystemAttributes: MessageSystemAttributes.optional(),
  MessageGroupId: z.string().optional(),
};
const Message = z.strictObject(message);
type Message = z.infer<typeof Message>;

const SendMessage = z.strictObject({ QueueUrl: z.string(), ...message });
const SendMessageBatch = z.strictObject({
  QueueUrl: z.string(),
  Entries: z.array(z.strictObject({ Id: z.string(), ...message })),
});

/** Body and attributes together (SendMessage, API reference, MessageAttributes); system attributes do not count. */
const sizeOf = ({ MessageBody: body, MessageAttributes: attributes = {} }: Message): number =>
  Buffer.byteLength(body) + sizeOfAttributes(attributes);

/** Throws InvalidParameterValue. The characters: SQS quotas, "Message group ID". */
const checkGroup = (group: string | undefined): void => {
  if (group === undefined || /^[A-Za-z0-9!-/:-@[-`{-~]{1,128}$/.test(group)) return;
  throw invalidParameter(
    "The parameter MessageGroupId is invalid. Reason: It can only contain alphanumeric characters and punctuation, 1 to 128 of them.",
  );
};

export const md5Of = (text: string): string => createHash("md5").update(text, "utf8").digest("hex");

const send = (queue: Queue, sent: Message, { store }: SqsDeps, role: string | undefined): Answer => {
  const { MessageBody: body, MessageAttributes: attributes = {}, DelaySeconds: delaySeconds } = sent;
  const { MessageGroupId: group, MessageSystemAttributes: systemAttributes = {} } = sent;
  if (body === "") throw missingParameter("MessageBody");
  checkMessageBody(body);
  checkMessageAttributes(attributes);
  checkWithin("DelaySeconds", delaySeconds ?? 0, { least: 0, most: 900 });
  checkGroup(group);
  const traceHeader = toTraceHeader(systemAttributes);
  const limit = Number(queue.attributes["MaximumMessageSize"]);
  if (sizeOf(sent) > limit) {
    throw invalidParameter(
      `One or more parameters are invalid. Reason: Message must be shorter than ${limit} bytes.`,
    );
  }
  const delay = delaySeconds === undefined ? queue.delay : delaySeconds * 1000;
  const [digest, systemDigest] = [attributes, systemAttributes].map(md5OfAttributes);
  return {
    MessageId: store.send(queue, { body, attributes, group, traceHeader, delay, role }),
    MD5OfMessageBody: md5Of(body),
    ...(digest === undefined ? {} : { MD5OfMessageAttributes: digest }),
    ...(systemDigest === undefined ? {} : { MD5OfMessageSystemAttributes: systemDigest }),
  };
};

export const sendMessage = operation(SendMessage, (input, deps, caller) =>
  send(queueOf(input, deps), input, deps, roleOf(caller)),
);

/** Bytes of a whole batch (SQS quotas, "Message size"). */
const batchLimit = 1_048_576;

export const sendMessageBatch = operation(SendMessageBatch, (input, deps, caller) => {
  const queue = queueOf(input, deps);
  const total = input.Entries.reduce((sum, entry) => sum + sizeOf(entry), 0);
  if (total > batchLimit) {
    throw new SqsError(
      "BatchRequestTooLong",
      `Batch requests cannot be longer than ${batchLimit} bytes. You have sent ${total} bytes.`,
    );
  }
  return deps.store.transaction(() =>
    runBatch(input.Entries, (entry) => send(queue, entry, deps, roleOf(caller))),
  );
});
