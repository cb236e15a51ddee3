// How long a failed delivery stays hidden before the queue delivers it again.

/**
 * Seconds. SQS refuses to hide a message for more than 12 hours from its receive on, and the call may come a whole
 * invocation (15 minutes at most) and batching window (5 minutes at most) after that:
 * https://docs.aws.amazon.com/AWSSimpleQueueService/latest/APIReference/API_ChangeMessageVisibility.html
 */
const LONGEST_DELAY = 12 * 3600 - 20 * 60;

/** Doubling one second this often exceeds the longest delay already; more would only overflow. */
const MOST_DOUBLINGS = 16;

export type RetryDelayProps = {
  /** Which delivery failed: 1 for the first. */
  readonly delivery: number;
  /** Whole seconds, at least 1. */
  readonly baseSeconds: number;
  /** Uniform in [0, 1). */
  readonly random: () => number;
};

/**
 * Whole seconds, uniform in [base·2^(n−1), base·2^n) for delivery n. The ranges do not overlap, so that each delay
 * is longer than the one before it, up to the longest that SQS allows; jitter within a range spreads out what failed
 * together.
 */
export const toRetryDelay = ({ delivery, baseSeconds, random }: RetryDelayProps): number => {
  const shortest = baseSeconds * 2 ** Math.min(Math.max(delivery, 1) - 1, MOST_DOUBLINGS);
  return Math.min(shortest + Math.floor(random() * shortest), LONGEST_DELAY);
};
