// Verifies a token's signature with the key of a set that fits it: by name, by algorithm, or by trying.
import type { JWTPayload } from "jose";
import { JWKSMultipleMatchingKeys, JWKSNoMatchingKey, JWSSignatureVerificationFailed } from "jose/errors";
import { createLocalJWKSet } from "jose/jwks/local";
import { jwtVerify, type JWTVerifyOptions } from "jose/jwt/verify";
import { InvalidToken } from "./invalid-token.ts";
import type { KeySet } from "./try-keys.ts";

/** For a token that names no key (RFC 7515 §4.1.4) and several fit its algorithm. */
const verifyWithEach = async (
  token: string,
  keys: JWKSMultipleMatchingKeys,
  options: JWTVerifyOptions,
): Promise<JWTPayload | undefined> => {
  for await (const key of keys) {
    try {
      return (await jwtVerify(token, key, options)).payload;
    } catch (error) {
      if (!(error instanceof JWSSignatureVerificationFailed)) throw error;
    }
  }
  return undefined;
};

/** Its times too, with the library. Undefined when no key fits the token. */
export const verifySignature = async (
  keys: KeySet,
  token: string,
  kid: string | undefined,
  options: JWTVerifyOptions,
): Promise<JWTPayload | undefined> => {
  try {
    return (
      await jwtVerify(
        token,
        async ({ kid: _named, ...header }) => keys(kid === undefined ? header : { ...header, kid }),
        options,
      )
    ).payload;
  } catch (error) {
    if (error instanceof JWKSMultipleMatchingKeys) return verifyWithEach(token, error, options);
    const isMisfit = error instanceof JWSSignatureVerificationFailed && kid === undefined;
    if (!isMisfit && !(error instanceof JWKSNoMatchingKey)) throw error;
    return kid === undefined ? undefined : verifyWithUnnamed(keys, token, kid, options);
  }
};

/** A key need not have a name (RFC 7517 §4.5): without the one that the token names, it may be one of these. */
const verifyWithUnnamed: typeof verifySignature = async (keys, token, kid, options) => {
  const all = keys.jwks().keys;
  if (all.some((key) => key.kid === kid)) throw new InvalidToken("WrongAlgorithm");
  const unnamed = all.filter((key) => key.kid === undefined);
  return verifySignature(createLocalJWKSet({ keys: unnamed }), token, undefined, options);
};
