// Returns a failed delivery to the queue, with a longer delay before each retry.
import type { TransientFailure } from "@message-handler/domain/failure.ts";
import * as E from "fp-ts/lib/Either.js";
import type { Delivery } from "./delivery.ts";
import { logTransient } from "./log-transient.ts";
import { withDeadline } from "./with-deadline.ts";
import type { Log } from "./log.ts";

/**
 * Seconds. SQS refuses to hide a message for more than 12 hours from its receive on, and the call may come a whole
 * invocation (15 minutes at most) and batching window (5 minutes at most) after that:
 * https://docs.aws.amazon.com/AWSSimpleQueueService/latest/APIReference/API_ChangeMessageVisibility.html
 */
const LONGEST_DELAY = 12 * 3600 - 20 * 60;

/** Doubling one second this often exceeds the longest delay already; more would only overflow. */
const MOST_DOUBLINGS = 16;

/** Hides the delivery for this many whole seconds from now. */
export type ChangeVisibility = (
  receiptHandle: string,
  seconds: number,
) => Promise<E.Either<TransientFailure, void>>;

export type ReturnToQueueDeps = {
  readonly changeVisibility: ChangeVisibility;
  /** The first delay is one to two times this long, each further range twice the one before. Whole seconds, at least 1. */
  readonly retryBaseSeconds: number;
  /** Uniform in [0, 1). */
  readonly random: () => number;
};

/**
 * Whole seconds, uniform in [base·2^(n−1), base·2^n) for delivery n. The ranges do not overlap, so that each delay
 * is longer than the one before it, up to the longest that SQS allows; jitter within a range spreads out what failed
 * together.
 *
 * @param delivery which one failed: 1 for the first
 */
export const toRetryDelay = (
  delivery: number,
  { retryBaseSeconds, random }: Omit<ReturnToQueueDeps, "changeVisibility">,
): number => {
  const shortest = retryBaseSeconds * 2 ** Math.min(Math.max(delivery, 1) - 1, MOST_DOUBLINGS);
  return Math.min(shortest + Math.floor(random() * shortest), LONGEST_DELAY);
};

/**
 * Takes `withinMs` milliseconds at most and never fails: where the delay cannot be set, the queue's own visibility
 * time-out applies, which is worth a warning and no more.
 */
export const returnToQueue = async (
  deps: ReturnToQueueDeps,
  { receiptHandle, receiveCount }: Delivery,
  log: Log,
  withinMs: number,
): Promise<void> => {
  const seconds = toRetryDelay(receiveCount, deps);
  const changed = await withDeadline(async () => deps.changeVisibility(receiptHandle, seconds), withinMs);
  if (E.isRight(changed)) log("INFO", "retry delayed", { retry_delay_seconds: seconds });
  else logTransient(log, "retry not delayed", { ...changed.left, needsOperator: false });
};
