import { expect } from "chai";
import { generateKeyPairSync } from "node:crypto";
import * as fc from "fast-check";
import { compactVerify, importJWK, type JWK } from "jose";
import { decodeToken } from "./decode-token.ts";
import { toUsableKeys } from "./issuer-documents.ts";
import { aSigningKey, aToken, type SigningKey } from "./test-issuer.fixture.ts";
import { verifySignature } from "./verify-signature.ts";

const algorithms = "RS256 RS384 RS512 PS256 PS384 PS512 ES256 ES384 ES512 EdDSA Ed25519".split(" ");

/** Neither an algorithm nor a name keeps it from being tried. */
const toBareKey = ({ jwk: { alg: _alg, kid: _kid, ...bare } }: SigningKey): JWK => bare;

describe("verifySignature", () => {
  let keys: readonly SigningKey[];
  before(async () => {
    keys = await Promise.all(algorithms.map(async (alg) => aSigningKey(alg)));
  });

  /** Whether jose finds the signature of the token to be the key's. */
  const joseVerifies = async (token: string, key: SigningKey, alg: string): Promise<boolean> => {
    try {
      await compactVerify(token, await importJWK(toBareKey(key), alg));
      return true;
    } catch {
      return false;
    }
  };

  const verifies = (token: string, key: SigningKey, alg: string): boolean => {
    const unverified = decodeToken(token);
    if (unverified === undefined) throw new Error("it is a token");
    return verifySignature(
      toUsableKeys(Buffer.from(JSON.stringify({ keys: [toBareKey(key)] }))),
      unverified,
      alg,
    );
  };

  it("agrees with jose about the signature of each algorithm with the key of each other", async () => {
    for (const signer of keys)
      for (const other of keys) {
        const token = await aToken({ key: signer, issuer: "i", header: { kid: undefined } });
        const what = `${signer.alg} with a key for ${other.alg}`;
        expect(verifies(token, other, signer.alg), what).to.equal(signer === other);
        expect(await joseVerifies(token, other, signer.alg), what).to.equal(signer === other);
      }
  });

  it("agrees with jose about signatures that were changed, cut or lengthened", async () => {
    for (const key of keys) {
      const token = await aToken({ key, issuer: "i", header: { kid: undefined } });
      const signed = token.slice(0, token.lastIndexOf(".") + 1);
      const signature = Buffer.from(token.slice(signed.length), "base64url");
      const changes = fc.oneof(
        fc.nat(signature.length * 8 - 1).map((bit) => {
          const changed = Buffer.from(signature);
          changed[bit >> 3] = (changed[bit >> 3] ?? 0) ^ (1 << (bit & 7));
          return changed;
        }),
        fc.nat(signature.length - 1).map((length) => signature.subarray(0, Math.max(1, length))),
        fc.uint8Array({ minLength: 1, maxLength: 9 }).map((more) => Buffer.concat([signature, more])),
        fc.constant(signature),
      );
      await fc.assert(
        fc.asyncProperty(changes, async (bytes) => {
          const changed = signed + bytes.toString("base64url");
          expect(verifies(changed, key, key.alg)).to.equal(await joseVerifies(changed, key, key.alg));
        }),
        { numRuns: 30 },
      );
    }
  });

  it("uses no RSA key that is too short, and passes it by where another one fits", async () => {
    const { publicKey } = generateKeyPairSync("rsa", { modulusLength: 1024 });
    const short = publicKey.export({ format: "jwk" });
    const [good] = keys;
    if (good === undefined) throw new Error("there are keys");
    const token = decodeToken(await aToken({ key: good, issuer: "i", header: { kid: undefined } }));
    if (token === undefined) throw new Error("it is a token");
    const toKeys = (...jwks: readonly unknown[]) => toUsableKeys(Buffer.from(JSON.stringify({ keys: jwks })));
    expect(() => verifySignature(toKeys(short), token, good.alg)).to.throw("Unverifiable");
    expect(verifySignature(toKeys(short, toBareKey(good)), token, good.alg)).to.equal(true);
  });
});
