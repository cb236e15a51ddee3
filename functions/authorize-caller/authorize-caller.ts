// The use case: which company a caller speaks for, by its verified token.
import { Uuid } from "@message-handler/domain/uuid.ts";
import * as E from "fp-ts/lib/Either.js";
import {
  denied,
  type Allowed,
  type AuthorizeCaller,
  type Claims,
  type Denied,
  type VerifyToken,
} from "./decision.ts";

export type AuthorizeCallerDeps = {
  readonly verifyToken: VerifyToken;
  /** The name of the claim that holds the company's UUID. */
  readonly companyClaim: string;
};

/**
 * RFC 6750 §2.1, narrowed to what a JWT is written in (RFC 7515 §2: base64url without padding, so that a token has
 * one spelling); the scheme's name in any case (RFC 9110 §11.1).
 */
const credentials = /^bearer +([A-Za-z0-9_.-]+)$/i;

/** Undefined unless there is one header that holds one token: of several, none can be chosen. */
export const toBearerToken = (authorization: readonly string[]): string | undefined =>
  authorization.length === 1 ? credentials.exec(authorization[0] ?? "")?.[1] : undefined;

const toDecision = (claims: Claims, companyClaim: string): Allowed | Denied => {
  const company = Uuid.decode(Object.hasOwn(claims, companyClaim) ? claims[companyClaim] : undefined);
  return E.isRight(company) ? { kind: "Allowed", companyId: company.right } : denied("NoCompany");
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
