// Verifies a token with AWS's library (RS, ES and EdDSA signatures): a Left when the issuer's keys are unavailable.
import {
  JwtExpiredError,
  JwtInvalidAudienceError,
  JwtInvalidIssuerError,
  JwtInvalidSignatureAlgorithmError,
  JwtInvalidSignatureError,
  JwtNotBeforeError,
  JwtParseError,
  JwtWithoutValidKidError,
  KidNotFoundInJwksError,
  WaitPeriodNotYetEndedJwkError,
} from "aws-jwt-verify/error";
import type { DecomposedJwt } from "aws-jwt-verify/jwt";
import { verifyJwt } from "aws-jwt-verify/jwt-verifier";
import * as E from "fp-ts/lib/Either.js";
import type { FindKey } from "./find-key.ts";
import { KeysUnavailable } from "./fetch-document.ts";
import { denied, type DenialCode, type VerifyToken } from "./authorize-caller.ts";

export type VerifyTokenDeps = {
  readonly issuer: string;
  /** Must be among the token's audiences. */
  readonly audience: string;
  readonly findKey: FindKey;
};

/** By how much the issuer's clock and this one may differ: a token works that much before and after its time. */
const GRACE_SECONDS = 10;

/** The library's errors have no codes of their own, and their classes no names once they are minified. */
const codes: ReadonlyMap<unknown, DenialCode> = new Map<unknown, DenialCode>([
  [JwtParseError, "NotAToken"],
  [JwtWithoutValidKidError, "UnknownKey"],
  [KidNotFoundInJwksError, "UnknownKey"],
  // It only ever begins once a JWKS has been loaded that lacks a key that was asked for.
  [WaitPeriodNotYetEndedJwkError, "UnknownKey"],
  [JwtInvalidSignatureAlgorithmError, "WrongAlgorithm"],
  [JwtInvalidSignatureError, "WrongSignature"],
  [JwtInvalidIssuerError, "WrongIssuer"],
  [JwtInvalidAudienceError, "WrongAudience"],
  [JwtExpiredError, "Expired"],
  [JwtNotBeforeError, "NotYetValid"],
]);

class InvalidToken extends Error {
  readonly code: DenialCode;

  constructor(code: DenialCode) {
    super(code);
    this.code = code;
  }
}

/** What the library does not check. It comes before the key, so that no such token causes a request to the issuer. */
const check = ({ header, payload }: DecomposedJwt, issuer: string): void => {
  if (payload.iss !== issuer) throw new InvalidToken("WrongIssuer");
  if (payload.exp === undefined) throw new InvalidToken("NeverExpires");
  // RFC 7515 §4.1.11: what is critical and not understood makes a token invalid. Nothing is understood here.
  if (Object.hasOwn(header, "crit")) throw new InvalidToken("UnknownExtension");
};

/**
 * Everything but missing keys is an invalid token. That goes for what Node's crypto throws, too (a signature of
 * another length, say): the keys have been tried by then, and algorithm and signature are the caller's choice.
 */
const toCode = (error: unknown): DenialCode =>
  error instanceof InvalidToken ? error.code : (codes.get((error as Error).constructor) ?? "Unverifiable");

export const makeVerifyToken = ({ issuer, audience, findKey }: VerifyTokenDeps): VerifyToken => {
  const options = { issuer, audience, graceSeconds: GRACE_SECONDS };
  const checkAndFindKey = async (_jwksUri: string, token: DecomposedJwt): ReturnType<FindKey> => {
    check(token, issuer);
    return findKey(token);
  };
  return async (token) => {
    try {
      // Where the keys are is known only after discovery: findKey sees to that, and to keeping them.
      const claims = await verifyJwt(token, "", options, checkAndFindKey);
      return E.right({ kind: "Verified", claims });
    } catch (error) {
      return error instanceof KeysUnavailable ? E.left(error.failure) : E.right(denied(toCode(error)));
    }
  };
};
