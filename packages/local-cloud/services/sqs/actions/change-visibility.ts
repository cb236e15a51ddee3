// DeleteMessage and ChangeMessageVisibility, one by one and in batches.
import { z } from "zod";
import type { Queue } from "../queues.ts";
import { decodeReceiptHandle } from "../receipt-handle.ts";
import { runBatch } from "./batch.ts";
import { type Answer, operation, queueOf, type SqsDeps, wholeNumber } from "./operation.ts";

const deletion = { ReceiptHandle: z.string().min(1) };
const change = { ...deletion, VisibilityTimeout: wholeNumber(0, 43_200) };

const one = <Shape extends z.ZodRawShape>(shape: Shape) => z.strictObject({ QueueUrl: z.string(), ...shape });
const many = <Shape extends z.ZodRawShape>(shape: Shape) =>
  z.strictObject({ QueueUrl: z.string(), Entries: z.array(z.strictObject({ Id: z.string(), ...shape })) });

type Deletion = { readonly ReceiptHandle: string };
type Change = Deletion & { readonly VisibilityTimeout: number };

const remove = (queue: Queue, { ReceiptHandle }: Deletion, { store }: SqsDeps): Answer => {
  store.delete(decodeReceiptHandle(queue.name, ReceiptHandle));
  return {};
};

const hide = (queue: Queue, { ReceiptHandle, VisibilityTimeout }: Change, { store }: SqsDeps): Answer => {
  store.changeVisibility(decodeReceiptHandle(queue.name, ReceiptHandle), VisibilityTimeout * 1000);
  return {};
};

export const deleteMessage = operation(one(deletion), (input, deps) =>
  remove(queueOf(input, deps), input, deps),
);

export const deleteMessageBatch = operation(many(deletion), (input, deps) => {
  const queue = queueOf(input, deps);
  return deps.store.transaction(() => runBatch(input.Entries, (entry) => remove(queue, entry, deps)));
});

export const changeMessageVisibility = operation(one(change), (input, deps) =>
  hide(queueOf(input, deps), input, deps),
);

export const changeMessageVisibilityBatch = operation(many(change), (input, deps) => {
  const queue = queueOf(input, deps);
  return deps.store.transaction(() => runBatch(input.Entries, (entry) => hide(queue, entry, deps)));
});
