// Keeps what authorizers answered, Allow and Deny alike, for as long as each authorizer says.
import type { Pace } from "../pace.ts";
import type { AuthorizerAnswer } from "./authorizer-answer.ts";

export type AuthorizerCache = {
  readonly get: (key: string) => AuthorizerAnswer | undefined;
  readonly put: (key: string, answer: AuthorizerAnswer, ttlSeconds: number) => void;
};

export const makeAuthorizerCache = (pace: Pace, now: () => Date): AuthorizerCache => {
  const kept = new Map<string, { readonly answer: AuthorizerAnswer; readonly until: number }>();
  return {
    get: (key) => {
      const entry = kept.get(key);
      return entry !== undefined && now().getTime() < entry.until ? entry.answer : undefined;
    },
    put: (key, answer, ttlSeconds) => {
      const at = now().getTime();
      for (const [old, { until }] of kept) if (until <= at) kept.delete(old);
      kept.set(key, { answer, until: at + pace.scaled(ttlSeconds * 1000) });
    },
  };
};

/**
 * One result for each stage, authorizer and set of identity values. A list in JSON, so that no value can pass for
 * two: `["a","b"]` is not `["a,b"]`.
 */
export const toCacheKey = (stage: string, authorizerId: string, identity: readonly string[]): string =>
  JSON.stringify([stage, authorizerId, ...identity]);
