// How long SQS hides a message that is being processed, and how long its retries take: both follow from the limits.

type Deliveries = {
  readonly maxReceiveCount: number;
  readonly timeoutSeconds: number;
  readonly batchingWindowSeconds: number;
  readonly retryBaseSeconds: number;
};

/** AWS asks for six times the function's time-out, so that throttled invocations do not cost a delivery. */
export const toVisibilityTimeout = ({
  timeoutSeconds,
  batchingWindowSeconds,
}: Pick<Deliveries, "timeoutSeconds" | "batchingWindowSeconds">): number =>
  6 * timeoutSeconds + batchingWindowSeconds;

/** Seconds from one delivery of a message to what comes after it, at most: the function dies, or fails at its time-out and sets the longest retry delay. */
const toPauses = (deliveries: Deliveries): readonly number[] => {
  const { maxReceiveCount, timeoutSeconds, batchingWindowSeconds, retryBaseSeconds } = deliveries;
  const visibilityTimeout = toVisibilityTimeout(deliveries);
  return Array.from({ length: maxReceiveCount }, (_, index) =>
    Math.max(visibilityTimeout, batchingWindowSeconds + timeoutSeconds + retryBaseSeconds * 2 ** (index + 1)),
  );
};

/** Seconds from the first delivery of a message until it is dead-lettered, at most. */
export const toLongestRetrying = (deliveries: Deliveries): number =>
  toPauses(deliveries).reduce((sum, seconds) => sum + seconds);

/** Seconds for which SQS hides a message at most, from its receive on. */
const LONGEST_HIDING = 12 * 3600;

/** Seconds between two deliveries of a message, at most. */
export const toLongestPause = (deliveries: Deliveries): number =>
  Math.min(Math.max(...toPauses(deliveries)), LONGEST_HIDING);
