// Verifies a token: a Left when the issuer's keys are unavailable.
import type { JsonObject } from "@message-handler/domain/own-props.ts";
import * as E from "fp-ts/lib/Either.js";
import { denied, type Denied, type VerifyToken } from "./authorize-caller.ts";
import { decodeToken, type UnverifiedToken } from "./decode-token.ts";
import { KeysUnavailable } from "./fetch-document.ts";
import { InvalidToken } from "./invalid-token.ts";
import { isAlgorithm } from "./signature-algorithms.ts";
import type { TryKeys } from "./try-keys.ts";
import { verifySignature } from "./verify-signature.ts";

export type VerifyTokenDeps = {
  readonly issuer: string;
  /** One of them must be among the token's audiences. */
  readonly audiences: readonly string[];
  readonly tryKeys: TryKeys;
  /** Milliseconds. */
  readonly now: () => number;
};

/** By how much the issuer's clock and this one may differ: a token works that much before and after its time. */
const GRACE_SECONDS = 10;

/**
 * As API Gateway's own authorizers do: `client_id` counts where there is no `aud`. Cognito's access tokens are so.
 * https://docs.aws.amazon.com/apigateway/latest/developerguide/http-api-jwt-authorizer.html
 */
const isForUs = ({ aud, client_id: clientId }: JsonObject, audiences: readonly string[]): boolean =>
  [aud ?? clientId].flat().some((each) => typeof each === "string" && audiences.includes(each));

/** What may be known before the keys, so that no such token causes a request to the issuer. Returns the algorithm. */
const check = ({ header, claims }: UnverifiedToken, { issuer, audiences }: VerifyTokenDeps): string => {
  if (!isAlgorithm(header["alg"])) throw new InvalidToken("WrongAlgorithm");
  // RFC 7515 §4.1.11: what is critical and not understood makes a token invalid. Nothing is understood here.
  if (Object.hasOwn(header, "crit")) throw new InvalidToken("UnknownExtension");
  if (claims["iss"] !== issuer) throw new InvalidToken("WrongIssuer");
  if (!isForUs(claims, audiences)) throw new InvalidToken("WrongAudience");
  if (claims["exp"] === undefined) throw new InvalidToken("NeverExpires");
  if (!Number.isFinite(claims["exp"])) throw new InvalidToken("NotAToken");
  return header["alg"];
};

const isTime = (claim: unknown): claim is number | undefined =>
  claim === undefined || typeof claim === "number";

/** Undefined when it is within its times. Comes after the signature: what is early can only be the issuer's. */
const checkTimes = ({ exp, iat, nbf }: JsonObject, nowMs: number): Denied | undefined => {
  if (!isTime(exp) || !isTime(iat) || !isTime(nbf)) return denied("NotAToken");
  const now = Math.floor(nowMs / 1000);
  if (nbf !== undefined && nbf > now + GRACE_SECONDS)
    return denied("NotYetValid", nbf - GRACE_SECONDS - nowMs / 1000);
  return exp === undefined || exp <= now - GRACE_SECONDS ? denied("Expired") : undefined;
};

export const makeVerifyToken = (deps: VerifyTokenDeps): VerifyToken => {
  const { tryKeys, now } = deps;
  return async (token) => {
    const at = now();
    try {
      const unverified = decodeToken(token);
      if (unverified === undefined) return E.right(denied("NotAToken"));
      const alg = check(unverified, deps);
      const isVerified = await tryKeys((keys) => verifySignature(keys, unverified, alg));
      // The issuer may publish the key at any moment.
      if (!isVerified) return E.right(denied("UnknownKey", 0));
      const { claims } = unverified;
      return E.right(checkTimes(claims, at) ?? { kind: "Verified", claims });
    } catch (error) {
      if (error instanceof KeysUnavailable) return E.left(error.failure);
      if (error instanceof InvalidToken) return E.right(denied(error.code));
      throw error;
    }
  };
};
