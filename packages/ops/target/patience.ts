// How long operators' commands wait for a service: it is given up in about 25 seconds, and said before that it is silent.
import { StandardRetryStrategy } from "@smithy/core/retry";
import type { HandlerExecutionContext, InitializeHandler } from "@smithy/types";
import { makeTerminal } from "../terminal/terminal.ts";

export type Patience = {
  /** Milliseconds that a try takes at most; a search of logs takes some seconds. */
  readonly requestTimeout: number;
  /** Milliseconds without an answer after which that is said. */
  readonly silentMs: number;
};

export const patience: Patience = { requestTimeout: 12_000, silentMs: 10_000 };

/** Errors of a connection that broke, which the SDK calls time-outs as well. */
export const isBroken = (error: Error): boolean =>
  "code" in error && (error.code === "ECONNRESET" || error.code === "EPIPE");

export const isSilence = (error: unknown): boolean =>
  error instanceof Error && error.name === "TimeoutError" && !isBroken(error);

/** For one client. The SDK itself would wait for ever, and try each call five times however long the tries take. */
export const toPatientConfig = ({ requestTimeout }: Patience) => {
  const maxAttempts = 5;
  const standard = new StandardRetryStrategy({ maxAttempts });
  return {
    maxAttempts,
    requestHandler: {
      connectionTimeout: Math.min(5000, requestTimeout),
      requestTimeout,
      throwOnRequestTimeout: true,
      // For an answer that stops midway.
      socketTimeout: requestTimeout,
    },
    retryStrategy: {
      acquireInitialRetryToken: async (scope: string) => standard.acquireInitialRetryToken(scope),
      refreshRetryTokenForRetry: async (
        ...[token, info]: Parameters<StandardRetryStrategy["refreshRetryTokenForRetry"]>
      ) => {
        if (isSilence(info.error) && token.getRetryCount() > 0) throw new Error("silent again");
        return standard.refreshRetryTokenForRetry(token, info);
      },
      recordSuccess: (...[token]: Parameters<StandardRetryStrategy["recordSuccess"]>) =>
        standard.recordSuccess(token),
    },
  };
};

/**
 * Makes a middleware for one client. It says once that the service is silent; one that was given up is not waited for
 * again, which would take as long each time.
 */
export const watchSilence = (
  { silentMs }: Patience,
  say: (line: string) => void = (line) => makeTerminal(process, false).say(line),
) => {
  let isSaid = false;
  let gaveUp: unknown;
  return <Input extends object, Output extends object>(
      next: InitializeHandler<Input, Output>,
      { clientName = "" }: HandlerExecutionContext,
    ): InitializeHandler<Input, Output> =>
    async (args) => {
      if (gaveUp !== undefined) throw gaveUp;
      const timer = setTimeout(() => {
        if (!isSaid)
          say(
            `${clientName.replace(/Client$/, "")} has not answered for ${silentMs / 1000} s: still waiting …`,
          );
        isSaid = true;
      }, silentMs);
      try {
        return await next(args);
      } catch (error) {
        if (isSilence(error)) gaveUp = error;
        throw error;
      } finally {
        clearTimeout(timer);
      }
    };
};
