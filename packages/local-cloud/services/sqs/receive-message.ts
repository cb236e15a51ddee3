// ReceiveMessage.
import { setTimeout as sleep } from "node:timers/promises";
import { z } from "zod";
import type { EngineMessage } from "./engine.ts";
import { md5OfAttributes, pickAttributes } from "./message-attributes.ts";
import { type Answer, operation, queueOf, type SqsParts, wholeNumber } from "./operation.ts";
import type { Queue } from "./queues.ts";
import { toReceiptHandle } from "./receipt-handle.ts";
import { md5Of } from "./send-message.ts";
import { isOver, SqsFault } from "./sqs-fault.ts";

const ReceiveMessage = z.strictObject({
  QueueUrl: z.string(),
  MaxNumberOfMessages: wholeNumber(1, 10).default(1),
  VisibilityTimeout: wholeNumber(0, 43_200).optional(),
  WaitTimeSeconds: wholeNumber(0, 20).optional(),
  MessageAttributeNames: z.array(z.string()).default([]),
  MessageSystemAttributeNames: z.array(z.string()).default([]),
  /** The older name of the one above. */
  AttributeNames: z.array(z.string()).default([]),
});
type ReceiveMessage = z.infer<typeof ReceiveMessage>;

const systemAttributes = new Set([
  "All",
  "SenderId",
  "SentTimestamp",
  "ApproximateReceiveCount",
  "ApproximateFirstReceiveTimestamp",
  "SequenceNumber",
  "MessageDeduplicationId",
  "MessageGroupId",
  "AWSTraceHeader",
  "DeadLetterQueueSourceArn",
]);

const checkNames = (names: readonly string[]): void => {
  const unknown = names.find((name) => !systemAttributes.has(name));
  if (unknown !== undefined) throw new SqsFault("InvalidAttributeName", `Unknown Attribute ${unknown}.`);
};

const isExpired = (message: EngineMessage, queue: Queue, now: Date): boolean =>
  Number(message.system["SentTimestamp"]) + Number(queue.attributes["MessageRetentionPeriod"]) * 1000 <=
  now.getTime();

/** The engine keeps messages for ever: those past their retention are dropped as they turn up. */
const dropExpired = async (
  messages: readonly EngineMessage[],
  queue: Queue,
  { engine, now }: SqsParts,
): Promise<readonly EngineMessage[]> => {
  const expired = messages.filter((message) => isExpired(message, queue, now()));
  await Promise.all(expired.map(async ({ engineHandle }) => engine.remove(queue.name, engineHandle)));
  return messages.filter((message) => !expired.includes(message));
};

/** Real milliseconds between two looks at a queue that is empty. */
const lookAgainAfter = 20;

/** Whether the engine would hand something out, if only to the dead-letter queue. */
const mayBringSomething = ({ messages }: Queue): boolean =>
  messages.ready.length > 0 ||
  messages.inflight.some(({ visibilityDeadline }) => visibilityDeadline <= Date.now()) ||
  messages.delayed.some(({ delayUntil }) => (delayUntil ?? 0) <= Date.now());

/** Resolves when a look at the engine may be worth it, or when it is over: at the deadline or with the client. */
const waitForMessages = async (
  name: string,
  { queues }: SqsParts,
  deadline: number,
  signal: AbortSignal,
): Promise<void> => {
  do await sleep(Math.min(lookAgainAfter, Math.max(deadline - performance.now(), 0)));
  while (!signal.aborted && performance.now() < deadline && !mayBringSomething(queues.get(name)));
};

/** As if it had never been received, but for its count. */
const giveBack = async (messages: readonly EngineMessage[], queue: Queue, { engine }: SqsParts) => {
  const showAgain = async ({ engineHandle }: EngineMessage): Promise<void> => {
    try {
      await engine.hide(queue.name, engineHandle, 0);
    } catch (error) {
      if (!isOver(error)) throw error;
    }
  };
  await Promise.all(messages.map(showAgain));
};

/**
 * Waits until there is something, the time is over or the client gone. A look at the engine may come back
 * empty-handed: when another receiver was faster, or when all that turned up went on to the dead-letter queue.
 */
const receive = async (
  input: ReceiveMessage,
  queue: Queue,
  parts: SqsParts,
  signal: AbortSignal,
): Promise<readonly EngineMessage[]> => {
  const seconds = input.WaitTimeSeconds ?? Number(queue.attributes["ReceiveMessageWaitTimeSeconds"]);
  // Real time, whatever clock the rest runs by: it bounds the wait of a client that is really waiting.
  const deadline = performance.now() + seconds * 1000;
  while (!signal.aborted) {
    const received = await parts.engine.receive(queue.name, {
      max: input.MaxNumberOfMessages,
      visibilitySeconds: input.VisibilityTimeout,
    });
    const kept = await dropExpired(received, queue, parts);
    if (signal.aborted) await giveBack(kept, queue, parts);
    else if (kept.length > 0) return kept;
    else if (received.length === 0) {
      if (performance.now() >= deadline) return kept;
      await waitForMessages(queue.name, parts, deadline, signal);
    }
  }
  return [];
};

const toSystem = (
  message: EngineMessage,
  queue: Queue,
  { origins }: SqsParts,
): Readonly<Record<string, string>> => {
  const origin = origins.find(message.messageId, queue.arn);
  if (origin === undefined) return message.system;
  // fauxqs counts the receive by which it moves a message; on AWS the count goes on from the source's deliveries.
  const ApproximateReceiveCount = String(Number(message.system["ApproximateReceiveCount"]) - 1);
  return { ...message.system, ApproximateReceiveCount, DeadLetterQueueSourceArn: origin };
};

const toMessage = (message: EngineMessage, input: ReceiveMessage, queue: Queue, parts: SqsParts): Answer => {
  const { messageId, engineHandle, body } = message;
  const names = [...input.AttributeNames, ...input.MessageSystemAttributeNames];
  const system = Object.entries(toSystem(message, queue, parts)).filter(
    ([name]) => names.includes("All") || names.includes(name),
  );
  const attributes = pickAttributes(message.attributes, input.MessageAttributeNames);
  const digest = md5OfAttributes(attributes);
  return {
    MessageId: messageId,
    ReceiptHandle: toReceiptHandle({ queue: queue.name, messageId, engineHandle }),
    MD5OfBody: md5Of(body),
    Body: body,
    ...(system.length === 0 ? {} : { Attributes: Object.fromEntries(system) }),
    ...(digest === undefined ? {} : { MessageAttributes: attributes, MD5OfMessageAttributes: digest }),
  };
};

export const receiveMessage = operation(ReceiveMessage, async (input, parts, { signal }) => {
  const queue = queueOf(input, parts);
  checkNames([...input.AttributeNames, ...input.MessageSystemAttributeNames]);
  const messages = await receive(input, queue, parts, signal);
  if (messages.length === 0) return {};
  const answer = { Messages: messages.map((message) => toMessage(message, input, queue, parts)) };
  if (queue.attributes["RedrivePolicy"] !== undefined) {
    for (const { messageId } of messages) parts.origins.note(messageId, queue.arn);
  }
  return answer;
});
