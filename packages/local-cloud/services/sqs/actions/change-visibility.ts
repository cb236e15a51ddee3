// DeleteMessage and ChangeMessageVisibility, one by one and in batches.
import { z } from "zod";
import type { Queue } from "../queues.ts";
import { decodeReceiptHandle } from "../receipt-handle.ts";
import { runBatch } from "./batch.ts";
import { missingParameter } from "../sqs-error.ts";
import { type Answer, checkWithin, operation, queueOf, type SqsDeps } from "./operation.ts";

const deletion = { ReceiptHandle: z.string() };
const change = { ...deletion, VisibilityTimeout: z.int() };

const one = <Shape extends z.ZodRawShape>(shape: Shape) => z.strictObject({ QueueUrl: z.string(), ...shape });
const many = <Shape extends z.ZodRawShape>(shape: Shape) =>
  z.strictObject({ QueueUrl: z.string(), Entries: z.array(z.strictObject({ Id: z.string(), ...shape })) });

type Deletion = { readonly ReceiptHandle: string };
type Change = Deletion & { readonly VisibilityTimeout: number };

const remove = (queue: Queue, { ReceiptHandle }: Deletion, { store }: SqsDeps): Answer => {
  if (ReceiptHandle === "") throw missingParameter("ReceiptHandle");
  store.delete(decodeReceiptHandle(queue.name, ReceiptHandle));
  return {};
};

const hide = (queue: Queue, { ReceiptHandle, VisibilityTimeout }: Change, { store }: SqsDeps): Answer => {
  if (ReceiptHandle === "") throw missingParameter("ReceiptHandle");
  checkWithin("VisibilityTimeout", VisibilityTimeout, { least: 0, most: 43_200 });
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
