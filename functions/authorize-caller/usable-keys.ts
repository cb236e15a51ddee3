// The keys of a JWKS that a token can be verified with.
import { createPublicKey } from "node:crypto";
import { assertIsJwk, assertIsSignatureJwk, type Jwk, type Jwks } from "aws-jwt-verify/jwk";
import { safeJsonParse, type Json } from "aws-jwt-verify/safe-json-parse";
import { KeysUnavailable } from "./keys-unavailable.ts";

const isUsable = (key: Json): key is Jwk => {
  try {
    assertIsJwk(key);
    assertIsSignatureJwk(key);
    createPublicKey({ key, format: "jwk" });
    return typeof key.kid === "string";
  } catch {
    return false;
  }
};

const parse = (document: ArrayBuffer): Json => {
  try {
    return safeJsonParse(new TextDecoder("utf-8", { fatal: true }).decode(document));
  } catch (cause) {
    throw new KeysUnavailable("IssuerGarbled", "The issuer's JWKS is not JSON.", cause);
  }
};

const toKeys = (jwks: Json): readonly Json[] =>
  typeof jwks === "object" && jwks !== null && "keys" in jwks && Array.isArray(jwks["keys"])
    ? jwks["keys"]
    : [];

/**
 * Keys of other kinds and uses are left out (RFC 7517 §5), so that a token which names one of them is a token with an
 * unknown key, which raises no alarm. Throws `KeysUnavailable` when none is left: no token could be valid then.
 */
export const toUsableKeys = (document: ArrayBuffer): Jwks => {
  const keys = toKeys(parse(document)).filter(isUsable);
  if (keys.length === 0)
    throw new KeysUnavailable("IssuerGarbled", "The issuer's JWKS has no key to verify signatures with.");
  return { keys };
};
