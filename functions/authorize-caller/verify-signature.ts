// Verifies a token's signature with the key of a set that fits it: by name, by algorithm, or by trying.
import type { UnverifiedToken } from "./decode-token.ts";
import { InvalidToken } from "./invalid-token.ts";
import type { PublicKey } from "./issuer-documents.ts";
import { fits, isSignature, isTooShort } from "./signature-algorithms.ts";

/** Several may fit a token that names none (RFC 7515 §4.1.4), and keys may have one name. */
const verifyWithAny = (
  keys: readonly PublicKey[],
  { signature, signed }: UnverifiedToken,
  alg: string,
): boolean => {
  const usable = keys.filter(({ key }) => !isTooShort(key));
  if (usable.length === 0 && keys.length > 0) throw new InvalidToken("Unverifiable");
  return usable.some(({ key }) => isSignature(signature, signed, key, alg));
};

/**
 * False when none of the keys fits the token.
 *
 * @param alg the algorithm of the token, one that there is
 */
export const verifySignature = (keys: readonly PublicKey[], token: UnverifiedToken, alg: string): boolean => {
  const { kid } = token.header;
  const fitting = keys.filter((each) => (each.alg ?? alg) === alg && fits(each.key, alg));
  if (kid === undefined) return verifyWithAny(fitting, token, alg);
  const named = fitting.filter((each) => each.kid === kid);
  const [only, another] = named;
  if (another !== undefined) return verifyWithAny(named, token, alg);
  if (only !== undefined) {
    if (verifyWithAny([only], token, alg)) return true;
    throw new InvalidToken("WrongSignature");
  }
  if (keys.some((each) => each.kid === kid)) throw new InvalidToken("WrongAlgorithm");
  // A key need not have a name (RFC 7517 §4.5): it may be one of these.
  return verifyWithAny(
    fitting.filter((each) => each.kid === undefined),
    token,
    alg,
  );
};
