// The service's time, learnt from its answers: a request that is signed for another one is refused. As the SDK does it.
import type { HttpResponse } from "@smithy/types";

/** Milliseconds; services take a signature for five minutes. */
const TOLERATED = 240_000;
/** An answer that took so long tells the time no more. */
const TOO_OLD = 900_000;

type Failed = {
  readonly $response?: HttpResponse;
  readonly $metadata?: { clockSkewCorrected?: true };
  /** S3's, with a request that it refuses for its time. */
  readonly ServerTime?: string;
};

export const makeServiceClock = () => {
  let offset = 0;
  const learn = (time: string | undefined, response: HttpResponse | undefined, sentAt: number): void => {
    const server = Date.parse(time ?? "");
    // One with an age is from a cache.
    if (Number.isNaN(server) || response?.headers["age"] !== undefined) return;
    const now = Date.now();
    if (now - sentAt <= TOO_OLD) offset = server - now;
  };
  return {
    now: (): Date => new Date(Date.now() + offset),
    /** Runs an attempt; its error is marked as worth another one when the clock was off and is right now. */
    during: async <A extends { readonly response: HttpResponse }>(attempt: () => Promise<A>): Promise<A> => {
      const sentAt = Date.now();
      const before = offset;
      try {
        const answer = await attempt();
        learn(answer.response.headers["date"], answer.response, sentAt);
        return answer;
      } catch (error) {
        const { ServerTime, $response, $metadata } = error as Failed;
        learn(ServerTime ?? $response?.headers["date"], $response, sentAt);
        // Unlike the SDK: also on the way back to a clock that is right, say after an answer that was read late.
        if (Math.abs(offset - before) >= TOLERATED && $metadata !== undefined)
          $metadata.clockSkewCorrected = true;
        throw error;
      }
    },
  };
};
