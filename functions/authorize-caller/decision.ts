// Result of authenticating a caller: a company, denied, or a transient failure.
import type { TransientFailure } from "@message-handler/domain/failure.ts";
import type * as E from "fp-ts/lib/Either.js";

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

export type Denied = { readonly kind: "Denied"; readonly code: DenialCode };

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

export const denied = (code: DenialCode): Denied => ({ kind: "Denied", code });
