// The use case: which company a caller speaks for, by its verified token; a caller without one is denied.
import { readCompany } from "@message-handler/domain/company-claim.ts";
import type { TransientFailure } from "@message-handler/domain/failure.ts";
import * as E from "fp-ts/lib/Either.js";

/** Why a caller is denied; nothing else about it is logged. */
export type DenialCode =
  | "NoBearerToken"
  | "NotAToken"
  | "UnknownKey"
  | "WrongAlgorithm"
  | "WrongSignature"
  | "WrongIssuer"
  | "WrongAudience"
  | "NeverExpires"
  | "Expired"
  | "NotYetValid"
  | "UnknownExtension"
  | "NoCompany"
  | "Unverifiable";

export type Denied = {
  readonly kind: "Denied";
  readonly code: DenialCode;
  /** Seconds for which nothing can make it wrong; Infinity unless time mends what is wrong with the token. */
  readonly lastsSeconds: number;
};

/** `companyId` is the company that the caller has proved to speak for: a UUID in lower case. */
export type Allowed = { readonly kind: "Allowed"; readonly companyId: string };

export type Claims = Readonly<Record<string, unknown>>;

/** The token's signature, issuer, audience and times are as they must be; its other claims are not validated yet. */
export type Verified = { readonly kind: "Verified"; readonly claims: Claims };

/** A Left is caused by the issuer or by this function, and says nothing about the token. */
export type VerifyToken = (token: string) => Promise<E.Either<TransientFailure, Verified | Denied>>;

/** Takes the values of all Authorization headers. */
export type AuthorizeCaller = (
  authorization: readonly string[],
) => Promise<E.Either<TransientFailure, Allowed | Denied>>;

export const denied = (code: DenialCode, lastsSeconds = Infinity): Denied => ({
  kind: "Denied",
  code,
  lastsSeconds,
});

export type AuthorizeCallerDeps = {
  readonly verifyToken: VerifyToken;
  /** The name of the claim that holds the company's UUID, or its path with dots. */
  readonly companyClaim: string;
};

/**
 * RFC 6750 §2.1, narrowed to what a JWT is written in (RFC 7515 §2: base64url without padding, so that a token has
 * one spelling); the scheme's name in any case (RFC 9110 §11.1), letter by letter: for the flag, V8 would load Unicode's
 * tables at a cold start.
 */
const credentials = /^[Bb][Ee][Aa][Rr][Ee][Rr] +([A-Za-z0-9_.-]+)$/;

/** Undefined unless there is one header that holds one token: of several, none can be chosen. */
export const toBearerToken = (authorization: readonly string[]): string | undefined =>
  authorization.length === 1 ? credentials.exec(authorization[0] ?? "")?.[1] : undefined;

const toDecision = (claims: Claims, companyClaim: string): Allowed | Denied => {
  const companyId = readCompany(claims, companyClaim);
  return companyId === undefined ? denied("NoCompany") : { kind: "Allowed", companyId };
};

export const makeAuthorizeCaller =
  ({ verifyToken, companyClaim }: AuthorizeCallerDeps): AuthorizeCaller =>
  async (authorization) => {
    const token = toBearerToken(authorization);
    if (token === undefined) return E.right(denied("NoBearerToken"));
    const verified = await verifyToken(token);
    if (E.isLeft(verified)) return verified;
    return E.right(
      verified.right.kind === "Denied" ? verified.right : toDecision(verified.right.claims, companyClaim),
    );
  };
