import { expect } from "chai";
import { KeysUnavailable } from "./fetch-document.ts";
import { findJwksUri, toUsableKeys } from "./issuer-documents.ts";
import { aSigningKey, type SigningKey } from "./test-issuer.fixture.ts";

const issuer = "https://id.example.com/tenant";

const findIn = async (
  document: unknown,
  of = issuer,
): Promise<{ readonly uri: string; readonly from: string }> => {
  let from = "";
  const uri = await findJwksUri(of, async (url) => {
    from = url.href;
    const text = typeof document === "string" ? document : JSON.stringify(document);
    return new Uint8Array(Buffer.from(text, "latin1"));
  });
  return { uri: uri.href, from };
};

describe("findJwksUri", () => {
  it("requests the document where OpenID Connect Discovery says", async () => {
    const jwks_uri = "https://keys.example.com/jwks";
    const from = "https://id.example.com/tenant/.well-known/openid-configuration";
    expect(await findIn({ issuer, jwks_uri })).to.deep.equal({ uri: jwks_uri, from });
    const slashed = `${issuer}/`;
    expect(await findIn({ issuer: slashed, jwks_uri }, slashed)).to.deep.equal({ uri: jwks_uri, from });
  });

  it("accepts a jwks_uri over plain HTTP only from an issuer over plain HTTP", async () => {
    const local = "http://127.0.0.1:4567";
    expect(await findIn({ issuer: local, jwks_uri: `${local}/jwks` }, local)).to.include({
      uri: `${local}/jwks`,
    });
  });

  for (const [what, document, reason] of [
    ["no JSON", "<html>", "is not JSON"],
    ["no UTF-8", '"\xff"', "is not JSON"],
    ["no object", "[]", "has no issuer or no jwks_uri"],
    ["no jwks_uri", { issuer }, "has no issuer or no jwks_uri"],
    ["no issuer", { jwks_uri: "https://keys.example.com" }, "has no issuer or no jwks_uri"],
    ["inherited properties", `{"__proto__":{"issuer":"${issuer}","jwks_uri":"https://a"}}`, "has no issuer"],
    ["another issuer", { issuer: `${issuer}/`, jwks_uri: "https://a" }, "is that of another issuer"],
    ["plain HTTP", { issuer, jwks_uri: "http://id.example.com/jwks" }, "is no https URL"],
    ["plain HTTP to the loopback", { issuer, jwks_uri: "http://127.0.0.1:9001/" }, "is no https URL"],
    ["a file", { issuer, jwks_uri: "file:///etc/passwd" }, "is no https URL"],
    ["what is no web page", { issuer, jwks_uri: "blob:https://id.example.com/jwks" }, "is no https URL"],
    ["no URL", { issuer, jwks_uri: "/jwks" }, "is no https URL"],
  ] as const)
    it(`reports the issuer for ${what}`, async () => {
      const error: unknown = await findIn(document).catch((thrown: unknown) => thrown);
      expect(error).to.be.instanceOf(KeysUnavailable).with.nested.property("failure.code", "IssuerGarbled");
      expect((error as KeysUnavailable).failure.detail).to.contain(reason);
    });
});

const toBytes = (text: string): Uint8Array => Buffer.from(text, "latin1");

describe("toUsableKeys", () => {
  let rsa: SigningKey;
  before(async () => {
    rsa = await aSigningKey("RS256", "a");
  });

  const kidsOf = (...keys: readonly unknown[]): readonly unknown[] =>
    toUsableKeys(toBytes(JSON.stringify({ keys }))).map(({ kid }) => kid);

  it("accepts RSA, EC and Edwards keys", async () => {
    const keys = [rsa, await aSigningKey("ES256"), await aSigningKey("ES512"), await aSigningKey("EdDSA")];
    expect(kidsOf(...keys.map(({ jwk }) => jwk))).to.deep.equal(keys.map(({ kid }) => kid));
  });

  it("accepts a key with nothing but what is mandatory", () => {
    const { kty, n, e } = rsa.jwk;
    expect(kidsOf({ kty, n, e })).to.deep.equal([undefined]);
  });

  for (const [what, change] of [
    ["for encryption", { use: "enc" }],
    ["that is secret", { kty: "oct", k: "AAAA" }],
    ["of an unknown kind", { kty: "LATTICE" }],
    ["whose id is a number", { kid: 1 }],
    ["that is for something else", { key_ops: ["wrapKey"] }],
    ["whose private part is published", { d: "AAAA" }],
    ["without its modulus", { n: undefined }],
    ["that is garbled", { kty: "EC", crv: "P-256", x: "AAAA", y: "AAAA" }],
  ] as const)
    it(`leaves out only the key ${what}`, () => {
      expect(kidsOf({ ...rsa.jwk, kid: "b", ...change }, rsa.jwk)).to.deep.equal(["a"]);
    });

  for (const text of ["", "<html>", "\xff", "null", "[]", "{}", '{"keys":{}}'])
    it(`reports the issuer for ${JSON.stringify(text)}`, () => {
      expect(() => toUsableKeys(toBytes(text)))
        .to.throw(KeysUnavailable)
        .with.nested.property("failure.code", "IssuerGarbled");
    });
});
