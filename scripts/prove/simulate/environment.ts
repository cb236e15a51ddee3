// An execution environment of the worker, and the deliveries that it was given.
import type { Send } from "./episode.ts";
import type { Worker } from "./make-worker.ts";
import type { Receipt } from "./memory-queue.ts";
import type { Mishap } from "./mishaps.ts";

export type Delivery = {
  readonly receipt: Receipt;
  readonly send: Send;
  /** Among all deliveries of its message. */
  readonly nth: number;
  storeCalls: number;
  /** Of its calls of the stores, but those that the SDK mends. */
  readonly mishaps: Mishap[];
  queueCalls: number;
  hasQueueMishap: boolean;
  /** The worker wanted to postpone it. */
  isCopyWanted: boolean;
  /** A copy of its message was sent to the queue. */
  isCopied: boolean;
  isDeleted: boolean;
};

export type Environment = {
  readonly worker: Worker;
  isBusy: boolean;
  isDead: boolean;
  batch: readonly Delivery[];
};

/** Calls of a receive that SQS repeats are counted from here on, so that they have mishaps of their own. */
const REPEATED = 100;

export const toDelivery = (receipt: Receipt, nth: number): Delivery => ({
  receipt,
  send: receipt.entry.send,
  nth,
  storeCalls: receipt.isDuplicate ? REPEATED : 0,
  mishaps: [],
  queueCalls: receipt.isDuplicate ? REPEATED : 0,
  hasQueueMishap: false,
  isCopyWanted: false,
  isCopied: false,
  isDeleted: false,
});
