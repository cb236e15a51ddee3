// What bounds a function's AWS calls: time-outs that abort, and retries that end within the invocation.
import { makeRetryStrategy } from "./retry-strategy.ts";

export type ClientLimits = {
  readonly region: string;
  readonly maxAttempts: number;
  /** Milliseconds of an attempt, its body included; with the SDK's client, see {@link toSdkConfig}. */
  readonly requestTimeoutMs: number;
};

/** A request that waits for a free socket uses up its time-out; more than a batch needs, well below 1,024 open files. */
const MAX_SOCKETS = 256;

/** What both clients take. */
export const toAttempts = ({ maxAttempts, requestTimeoutMs }: ClientLimits) => ({
  maxAttempts,
  retryStrategy: makeRetryStrategy(maxAttempts),
  requestTimeoutMs,
  connectionTimeoutMs: Math.min(1000, requestTimeoutMs),
  maxSockets: MAX_SOCKETS,
});

/**
 * For a client of the SDK. Endpoint and credentials are left to its own environment variables.
 * Without `throwOnRequestTimeout` the SDK only warns and goes on waiting; with it, the time-out still ends when the
 * head of the answer is in: a body that stops midway is the socket time-out's to abort, after as long again, and one that
 * drips is nobody's.
 */
export const toSdkConfig = (limits: ClientLimits) => {
  const { maxAttempts, retryStrategy, requestTimeoutMs, connectionTimeoutMs, maxSockets } =
    toAttempts(limits);
  return {
    region: limits.region,
    maxAttempts,
    retryStrategy,
    // The middleware stack is the same for every call of a command: building it once saves a fifth of a call's CPU.
    cacheMiddleware: true,
    requestHandler: {
      connectionTimeout: connectionTimeoutMs,
      requestTimeout: requestTimeoutMs,
      throwOnRequestTimeout: true,
      socketTimeout: requestTimeoutMs,
      httpsAgent: { maxSockets },
      httpAgent: { maxSockets },
    },
  } as const;
};
