// What becomes of a received message: DeleteMessage and ChangeMessageVisibility, one by one and in batches.
import { z } from "zod";
import { runBatch } from "./batch.ts";
import { type Answer, operation, queueOf, type SqsParts, wholeNumber } from "./operation.ts";
import type { Queue } from "./queues.ts";
import { decodeReceiptHandle } from "./receipt-handle.ts";

const receipt = { ReceiptHandle: z.string().min(1) };
const visibility = { ...receipt, VisibilityTimeout: wholeNumber(0, 43_200) };

const one = <Shape extends z.ZodRawShape>(shape: Shape) => z.strictObject({ QueueUrl: z.string(), ...shape });
const many = <Shape extends z.ZodRawShape>(shape: Shape) =>
  z.strictObject({ QueueUrl: z.string(), Entries: z.array(z.strictObject({ Id: z.string(), ...shape })) });

type Deletion = { readonly ReceiptHandle: string };
type Hiding = Deletion & { readonly VisibilityTimeout: number };

const remove = async (queue: Queue, { ReceiptHandle }: Deletion, parts: SqsParts): Promise<Answer> => {
  const found = decodeReceiptHandle(queue.name, ReceiptHandle);
  const wasHere = queue.messages.inflight.some(({ receiptHandle }) => receiptHandle === found.engineHandle);
  await parts.engine.remove(queue.name, found.engineHandle);
  parts.leases.free(found);
  if (wasHere) parts.origins.forget(found.messageId);
  return {};
};

/** A message under work stays hidden anyway: only what holds once the work has ended changes. */
const hide = async (
  queue: Queue,
  { ReceiptHandle, VisibilityTimeout }: Hiding,
  parts: SqsParts,
): Promise<Answer> => {
  const found = decodeReceiptHandle(queue.name, ReceiptHandle);
  const visibleAt = new Date(parts.now().getTime() + VisibilityTimeout * 1000);
  if (!parts.leases.move(found, visibleAt)) {
    await parts.engine.hide(queue.name, found.engineHandle, VisibilityTimeout * 1000);
  }
  return {};
};

export const deleteMessage = operation(one(receipt), async (input, parts) =>
  remove(queueOf(input, parts), input, parts),
);

export const deleteMessageBatch = operation(many(receipt), async (input, parts) => {
  const queue = queueOf(input, parts);
  return runBatch(input.Entries, async (entry) => remove(queue, entry, parts));
});

export const changeMessageVisibility = operation(one(visibility), async (input, parts) =>
  hide(queueOf(input, parts), input, parts),
);

export const changeMessageVisibilityBatch = operation(many(visibility), async (input, parts) => {
  const queue = queueOf(input, parts);
  return runBatch(input.Entries, async (entry) => hide(queue, entry, parts));
});
