import { expect } from "chai";
import { aSigningKey, type SigningKey } from "./test-issuer.fixture.ts";
import { KeysUnavailable } from "./keys-unavailable.ts";
import { toUsableKeys } from "./usable-keys.ts";

const toBytes = (text: string): ArrayBuffer => new Uint8Array(Buffer.from(text, "latin1")).buffer;

describe("toUsableKeys", () => {
  let rsa: SigningKey;
  before(async () => {
    rsa = await aSigningKey("RS256", "a");
  });

  const kidsOf = (...keys: readonly unknown[]): readonly unknown[] =>
    toUsableKeys(toBytes(JSON.stringify({ keys }))).keys.map(({ kid }) => kid);

  it("accepts RSA, EC and Edwards keys", async () => {
    const keys = [rsa, await aSigningKey("ES256"), await aSigningKey("ES512"), await aSigningKey("EdDSA")];
    expect(kidsOf(...keys.map(({ jwk }) => jwk))).to.deep.equal(keys.map(({ kid }) => kid));
  });

  for (const [what, change] of [
    ["for encryption", { use: "enc" }],
    ["that is secret", { kty: "oct", k: "AAAA" }],
    ["of an unknown kind", { kty: "LATTICE" }],
    ["without an id", { kid: undefined }],
    ["whose id is a number", { kid: 1 }],
    ["without its modulus", { n: undefined }],
    ["that is garbled", { kty: "EC", crv: "P-256", x: "AAAA", y: "AAAA" }],
  ] as const)
    it(`leaves out only the key ${what}`, () => {
      expect(kidsOf({ ...rsa.jwk, kid: "b", ...change }, rsa.jwk)).to.deep.equal(["a"]);
    });

  for (const text of [
    "",
    "<html>",
    "\xff",
    "null",
    "[]",
    "{}",
    '{"keys":{}}',
    '{"keys":[]}',
    '{"keys":[null,1]}',
  ])
    it(`reports the issuer for ${JSON.stringify(text)}`, () => {
      expect(() => toUsableKeys(toBytes(text)))
        .to.throw(KeysUnavailable)
        .with.nested.property("failure.code", "IssuerGarbled");
    });
});
