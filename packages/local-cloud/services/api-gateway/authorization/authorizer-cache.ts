// Keeps what authorizers responded, Allow and Deny alike, for as long as each authorizer says.
import { createHash } from "node:crypto";
import type { Clock } from "../../../core/clock.ts";
import type { AuthorizerResponse } from "./authorizer-response.ts";

export type AuthorizerCache = ReturnType<typeof makeAuthorizerCache>;

/** Beyond it the oldest goes, so that invented tokens fill no memory. AWS does not say how many it keeps. */
export const MAX_RESULTS = 10_000;

export const makeAuthorizerCache = (clock: Clock, now: () => Date) => {
  /** The oldest first. */
  const kept = new Map<string, { readonly response: AuthorizerResponse; readonly until: number }>();
  return {
    get: (key: string): AuthorizerResponse | undefined => {
      const entry = kept.get(key);
      return entry !== undefined && now().getTime() < entry.until ? entry.response : undefined;
    },
    put: (key: string, response: AuthorizerResponse, ttlSeconds: number): void => {
      kept.delete(key); // or it would keep its old place
      kept.set(key, { response, until: now().getTime() + clock.scaled(ttlSeconds * 1000) });
      if (kept.size <= MAX_RESULTS) return;
      const [oldest = ""] = kept.keys();
      kept.delete(oldest);
    },
  };
};

/**
 * One result for each stage, authorizer and set of identity values. A list in JSON, so that no value can pass for
 * two (`["a","b"]` is not `["a,b"]`); hashed, so that no token is kept.
 */
export const toCacheKey = (stage: string, authorizerId: string, identity: readonly string[]): string =>
  createHash("sha256")
    .update(JSON.stringify([stage, authorizerId, ...identity]))
    .digest("base64");
