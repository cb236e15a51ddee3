// The algorithms that tokens may be signed with (RFC 7518 §3, RFC 8037, RFC 9864), as Node's crypto has them. All have a
// public key: an HMAC would need a secret, which a key set that anybody can read does not have.
// Not the global `crypto`: setting up Web Crypto costs a cold start as much as all the rest of it.
import { constants, verify, type KeyObject, type SigningOptions } from "node:crypto";

type Algorithm = SigningOptions & {
  readonly keyType: "rsa" | "ec" | "ed25519";
  /** Of an `ec` key. */
  readonly curve?: string;
  readonly hash: string | null;
};

const rsa = (hash: string): Algorithm => ({ keyType: "rsa", hash });
const pss = (hash: string): Algorithm => ({
  ...rsa(hash),
  padding: constants.RSA_PKCS1_PSS_PADDING,
  saltLength: constants.RSA_PSS_SALTLEN_DIGEST,
});
/** Two numbers of the curve's size one after the other, not DER. */
const ecdsa = (hash: string, curve: string): Algorithm => ({
  keyType: "ec",
  curve,
  hash,
  dsaEncoding: "ieee-p1363",
});
const ed25519: Algorithm = { keyType: "ed25519", hash: null };

const algorithms: ReadonlyMap<unknown, Algorithm> = new Map([
  ["RS256", rsa("sha256")],
  ["RS384", rsa("sha384")],
  ["RS512", rsa("sha512")],
  ["PS256", pss("sha256")],
  ["PS384", pss("sha384")],
  ["PS512", pss("sha512")],
  ["ES256", ecdsa("sha256", "prime256v1")],
  ["ES384", ecdsa("sha384", "secp384r1")],
  ["ES512", ecdsa("sha512", "secp521r1")],
  ["EdDSA", ed25519],
  ["Ed25519", ed25519],
]);

export const isAlgorithm = (alg: unknown): alg is string => algorithms.has(alg);

/** Whether there can be signatures of the algorithm by the key. */
export const fits = ({ asymmetricKeyType, asymmetricKeyDetails }: KeyObject, alg: string): boolean => {
  const algorithm = algorithms.get(alg);
  return (
    algorithm !== undefined &&
    asymmetricKeyType === algorithm.keyType &&
    asymmetricKeyDetails?.namedCurve === algorithm.curve
  );
};

/** RFC 7518 §3.3. */
export const isTooShort = ({ asymmetricKeyType, asymmetricKeyDetails }: KeyObject): boolean =>
  asymmetricKeyType === "rsa" && (asymmetricKeyDetails?.modulusLength ?? 0) < 2048;

/** Whether the signature is the key's. One that cannot be read at all is not. */
export const isSignature = (signature: Uint8Array, signed: string, key: KeyObject, alg: string): boolean => {
  const algorithm = algorithms.get(alg);
  if (algorithm === undefined) return false;
  const { hash, keyType: _keyType, curve: _curve, ...options } = algorithm;
  try {
    return verify(hash, Buffer.from(signed), { key, ...options }, signature);
  } catch {
    return false;
  }
};
