// How often, and after what pauses, an AWS client tries again within one call.
import { StandardRetryStrategy } from "@smithy/core/retry";

/** Milliseconds; the n-th pause is drawn from zero to 2ⁿ⁻¹ times this. */
const FIRST_PAUSE_MS = 50;

/**
 * Where the SDK would have pauses of a second and more. A throttled message waits better in the queue, where it costs
 * nothing, than in an execution that the messages of others wait for.
 */
const FIRST_THROTTLED_PAUSE_MS = 5;

const makeBudget = (maxAttempts: number): StandardRetryStrategy => {
  let first = FIRST_PAUSE_MS;
  return new StandardRetryStrategy({
    maxAttempts,
    baseDelay: FIRST_PAUSE_MS,
    backoff: {
      // Called right before the other one, with the SDK's own base where the attempt was throttled.
      setDelayBase: (base) => {
        first = base === FIRST_PAUSE_MS ? FIRST_PAUSE_MS : FIRST_THROTTLED_PAUSE_MS;
      },
      computeNextBackoffDelay: (retry) => Math.floor(Math.random() * first * 2 ** retry),
    },
  });
};

/**
 * The SDK's own strategy, with a budget for a client that lives for hours: its budget for retries (35, or 100 of throttled
 * calls) is given back one retry for each success, so that in a warm environment a store that answers every second call
 * soon gets a single attempt for each. Here a success gives all of it back. A store that answers nothing uses it up
 * all the same: then each call is one attempt, which ends a batch early and leaves the store in peace.
 */
export const makeRetryStrategy = (maxAttempts: number) => {
  let budget = makeBudget(maxAttempts);
  return {
    acquireInitialRetryToken: async (scope: string) => budget.acquireInitialRetryToken(scope),
    /** Of the error its kind alone counts: with a `Retry-After` of the service it would pause for five seconds each time. */
    refreshRetryTokenForRetry: async (
      ...[token, { errorType }]: Parameters<StandardRetryStrategy["refreshRetryTokenForRetry"]>
    ) => budget.refreshRetryTokenForRetry(token, { errorType }),
    recordSuccess: () => {
      budget = makeBudget(maxAttempts);
    },
  };
};
