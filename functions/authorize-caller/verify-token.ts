// Verifies a token: a Left when the issuer's keys are unavailable.
import * as E from "fp-ts/lib/Either.js";
import type { JWTPayload } from "jose";
import { decodeProtectedHeader, type ProtectedHeaderParameters } from "jose/decode/protected_header";
import {
  JWSInvalid,
  JWSSignatureVerificationFailed,
  JWTClaimValidationFailed,
  JWTExpired,
  JWTInvalid,
} from "jose/errors";
import { decodeJwt } from "jose/jwt/decode";
import { denied, type Denied, type VerifyToken } from "./authorize-caller.ts";
import { KeysUnavailable } from "./fetch-document.ts";
import { InvalidToken } from "./invalid-token.ts";
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

/** Signatures with a public key. An HMAC would need a secret, which a key set that anybody can read does not have. */
const algorithms = "RS256 RS384 RS512 PS256 PS384 PS512 ES256 ES384 ES512 EdDSA Ed25519".split(" ");

/** By how much the issuer's clock and this one may differ: a token works that much before and after its time. */
const GRACE_SECONDS = 10;

type Unverified = { readonly header: ProtectedHeaderParameters; readonly claims: JWTPayload };

/** An encrypted token (JWE) has five parts. */
const threeParts = /^[\w-]+\.[\w-]+\.[\w-]+$/;

const decode = (token: string): Unverified => {
  if (!threeParts.test(token)) throw new InvalidToken("NotAToken");
  try {
    return { header: decodeProtectedHeader(token), claims: decodeJwt(token) };
  } catch {
    throw new InvalidToken("NotAToken");
  }
};

/**
 * As API Gateway's own authorizers do: `client_id` counts where there is no `aud`. Cognito's access tokens are so.
 * https://docs.aws.amazon.com/apigateway/latest/developerguide/http-api-jwt-authorizer.html
 */
const isForUs = ({ aud, client_id: clientId }: JWTPayload, audiences: readonly string[]): boolean =>
  [aud ?? clientId].flat().some((each) => typeof each === "string" && audiences.includes(each));

/** It comes before the keys, so that no such token causes a request to the issuer. */
const check = ({ header, claims }: Unverified, { issuer, audiences }: VerifyTokenDeps): void => {
  if (header.alg === undefined || !algorithms.includes(header.alg)) throw new InvalidToken("WrongAlgorithm");
  // RFC 7515 §4.1.11: what is critical and not understood makes a token invalid. Nothing is understood here.
  if (Object.hasOwn(header, "crit")) throw new InvalidToken("UnknownExtension");
  if (claims.iss !== issuer) throw new InvalidToken("WrongIssuer");
  if (!isForUs(claims, audiences)) throw new InvalidToken("WrongAudience");
  if (claims.exp === undefined) throw new InvalidToken("NeverExpires");
  if (!Number.isFinite(claims.exp)) throw new InvalidToken("NotAToken");
};

const isEarly = (error: unknown): error is JWTClaimValidationFailed =>
  error instanceof JWTClaimValidationFailed && error.claim === "nbf" && error.reason === "check_failed";

/**
 * Everything but missing keys is an invalid token. That goes for what the crypto throws, too: the keys have been tried
 * by then, and algorithm and signature are the caller's choice.
 */
const toDenied = (error: unknown, now: number): Denied => {
  if (error instanceof InvalidToken) return denied(error.code);
  if (error instanceof JWTExpired) return denied("Expired");
  // Its signature was good: nobody but the issuer can make such a token.
  if (isEarly(error)) return denied("NotYetValid", Number(error.payload.nbf) - GRACE_SECONDS - now / 1000);
  if (error instanceof JWSSignatureVerificationFailed) return denied("WrongSignature");
  const isMalformed = [JWSInvalid, JWTInvalid, JWTClaimValidationFailed].some(
    (kind) => error instanceof kind,
  );
  return denied(isMalformed ? "NotAToken" : "Unverifiable");
};

export const makeVerifyToken = (deps: VerifyTokenDeps): VerifyToken => {
  const { tryKeys, now } = deps;
  return async (token) => {
    const at = now();
    const options = { algorithms, clockTolerance: GRACE_SECONDS, currentDate: new Date(at) };
    try {
      const unverified = decode(token);
      check(unverified, deps);
      const claims = await tryKeys(async (keys) =>
        verifySignature(keys, token, unverified.header.kid, options),
      );
      // The issuer may publish the key at any moment.
      return E.right(claims === undefined ? denied("UnknownKey", 0) : { kind: "Verified", claims });
    } catch (error) {
      return error instanceof KeysUnavailable ? E.left(error.failure) : E.right(toDenied(error, at));
    }
  };
};
