// ReceiveMessage.
import { z } from "zod";
import type { Caller } from "../../../core/service.ts";
import { md5OfAttributes, pickAttributes } from "../message-attributes.ts";
import type { Queue } from "../queues.ts";
import { toReceiptHandle } from "../receipt-handle.ts";
import { SqsError } from "../sqs-error.ts";
import type { ReceivedMessage } from "../store/message-row.ts";
import { type Answer, operation, queueOf, roleOf, type SqsDeps, wholeNumber } from "./operation.ts";
import { md5Of } from "./send-message.ts";

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
  if (unknown !== undefined) throw new SqsError("InvalidAttributeName", `Unknown Attribute ${unknown}.`);
};

/** Waits until there is something, the time is over or the caller gone: nothing is taken for one that is. */
const receive = async (
  input: ReceiveMessage,
  { name, attributes }: Queue,
  { queues, store, wakeUps }: SqsDeps,
  caller: Caller,
): Promise<readonly ReceivedMessage[]> => {
  const seconds = input.WaitTimeSeconds ?? Number(attributes["ReceiveMessageWaitTimeSeconds"]);
  // Real time, whatever clock the rest runs by: it bounds the wait of a client that is really waiting.
  const deadline = performance.now() + seconds * 1000;
  const { signal } = caller;
  while (!signal.aborted) {
    // Asked again each time: it may have been deleted while this waited.
    const queue = queues.get(name);
    const { VisibilityTimeout: timeout, MaxNumberOfMessages: max } = input;
    const visibilityTimeout = timeout === undefined ? queue.visibilityTimeout : timeout * 1000;
    const deadLetterQueue = queue.redrivePolicy && queues.findByArn(queue.redrivePolicy.deadLetterTargetArn);
    const received = store.receive(queue, deadLetterQueue, { max, visibilityTimeout, role: roleOf(caller) });
    const left = deadline - performance.now();
    if (received.length > 0 || left <= 0) return received;
    // A timer may fire a moment early: a millisecond keeps that from becoming a loop.
    await wakeUps.wait(name, Math.min(left, (store.nextVisible(queue) ?? left) + 1), signal);
  }
  return [];
};

const toSystemAttributes = (message: ReceivedMessage, account: string): Readonly<Record<string, string>> => ({
  SenderId: account,
  SentTimestamp: String(message.sentAt),
  ApproximateReceiveCount: String(message.receiveCount),
  ApproximateFirstReceiveTimestamp: String(message.firstReceivedAt),
  ...(message.group === undefined ? {} : { MessageGroupId: message.group }),
  ...(message.traceHeader === undefined ? {} : { AWSTraceHeader: message.traceHeader }),
  ...(message.deadLetterSource === undefined ? {} : { DeadLetterQueueSourceArn: message.deadLetterSource }),
});

const toMessage = (message: ReceivedMessage, input: ReceiveMessage, { account }: SqsDeps): Answer => {
  const { receipt, body } = message;
  const names = [...input.AttributeNames, ...input.MessageSystemAttributeNames];
  const system = Object.entries(toSystemAttributes(message, account.id)).filter(
    ([name]) => names.includes("All") || names.includes(name),
  );
  const attributes = pickAttributes(message.attributes, input.MessageAttributeNames);
  const digest = md5OfAttributes(attributes);
  return {
    MessageId: receipt.messageId,
    ReceiptHandle: toReceiptHandle(receipt),
    MD5OfBody: md5Of(body),
    Body: body,
    ...(system.length === 0 ? {} : { Attributes: Object.fromEntries(system) }),
    ...(digest === undefined ? {} : { MessageAttributes: attributes, MD5OfMessageAttributes: digest }),
  };
};

export const receiveMessage = operation(ReceiveMessage, async (input, deps, caller) => {
  const queue = queueOf(input, deps);
  checkNames([...input.AttributeNames, ...input.MessageSystemAttributeNames]);
  const messages = await receive(input, queue, deps, caller);
  if (messages.length === 0) return {};
  // An answer that gets lost: nobody works on these messages.
  const onLost = (): void => {
    for (const { receipt } of messages) deps.store.returnToQueue(receipt);
  };
  caller.signal.addEventListener("abort", onLost, { once: true });
  return { Messages: messages.map((message) => toMessage(message, input, deps)) };
});
