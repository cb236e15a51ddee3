import { assertLeft, assertRight } from "@message-handler/domain/testing/assert-either.ts";
import { aCompanyId } from "@message-handler/domain/testing/fixtures.ts";
import { expect } from "chai";
import { exportSPKI, importJWK, SignJWT, UnsecuredJWT, type CryptoKey } from "jose";
import { openConnection } from "./fetch-document.ts";
import {
  aClaim,
  anAudience,
  answerJson,
  aSigningKey,
  aToken,
  discoveryPath,
  jwksPath,
  nowInSeconds,
  startTestIssuer,
  type SigningKey,
  type TestIssuer,
} from "./test-issuer.fixture.ts";
import type { VerifyToken } from "./authorize-caller.ts";
import { FAILED_MS, makeTryKeys } from "./try-keys.ts";
import { makeVerifyToken } from "./verify-token.ts";

const algorithms = "RS256 RS384 RS512 PS256 PS384 PS512 ES256 ES384 ES512 EdDSA Ed25519".split(" ");

describe("makeVerifyToken", () => {
  let issuer: TestIssuer;
  let verifyToken: VerifyToken;
  const keys = new Map<string, SigningKey>();
  let key: SigningKey;
  let stranger: SigningKey;
  before(async () => {
    for (const alg of algorithms) keys.set(alg, await aSigningKey(alg));
    key = keys.get("RS256") ?? (await aSigningKey());
    // Of the same name as the real one.
    stranger = await aSigningKey("RS256");
  });
  /** That by which keys are fetched. */
  const clock = { ms: 0 };
  /** One that has no keys yet. */
  const resetVerifier = (): void => {
    clock.ms = Date.now();
    const tryKeys = makeTryKeys({
      issuer: issuer.url,
      openConnection,
      now: () => clock.ms,
      onStale: () => {},
    });
    const audiences = [anAudience, "another-audience"];
    verifyToken = makeVerifyToken({ issuer: issuer.url, audiences, tryKeys, now: Date.now });
  };
  beforeEach(async () => {
    issuer = await startTestIssuer();
    issuer.publish(...keys.values());
    resetVerifier();
  });
  afterEach(async () => issuer.stop());

  /** `Verified`, or why not. */
  const verify = async (token: string): Promise<string> => {
    const verified = assertRight(await verifyToken(token));
    return verified.kind === "Verified" ? "Verified" : verified.code;
  };

  type Parts = Omit<Parameters<typeof aToken>[0], "key" | "issuer"> & { readonly key?: SigningKey };
  const verifyOne = async (parts: Parts): Promise<string> =>
    verify(await aToken({ key, issuer: issuer.url, ...parts }));

  for (const alg of algorithms)
    it(`verifies a token signed with ${alg}`, async () => {
      expect(await verifyOne({ key: keys.get(alg) ?? stranger })).to.equal("Verified");
    });

  it("returns the claims of a verified token", async () => {
    const verified = assertRight(await verifyToken(await aToken({ key, issuer: issuer.url })));
    expect(verified).to.have.nested.property(`claims.${aClaim}`, aCompanyId);
  });

  it("accepts a token for several audiences when one is the configured one", async () => {
    expect(await verifyOne({ claims: { aud: ["https://other.example", anAudience] } })).to.equal("Verified");
    expect(await verifyOne({ claims: { aud: ["https://other.example"] } })).to.equal("WrongAudience");
    expect(await verifyOne({ claims: { aud: "another-audience" } })).to.equal("Verified");
  });

  it("takes client_id for the audience of a token without one, and only of such a token", async () => {
    const client_id = anAudience;
    expect(await verifyOne({ claims: { aud: undefined, client_id } })).to.equal("Verified");
    expect(await verifyOne({ claims: { aud: undefined, client_id: "other" } })).to.equal("WrongAudience");
    expect(await verifyOne({ claims: { aud: "https://other.example", client_id } })).to.equal(
      "WrongAudience",
    );
    expect(await verifyOne({ claims: { aud: [], client_id } })).to.equal("WrongAudience");
  });

  it("says for how long a denial is certain to be right", async () => {
    const lasts = async (parts: Parts): Promise<number | undefined> => {
      const verified = assertRight(await verifyToken(await aToken({ key, issuer: issuer.url, ...parts })));
      return verified.kind === "Denied" ? verified.lastsSeconds : undefined;
    };
    expect(await lasts({ claims: { nbf: nowInSeconds() + 40 } })).to.be.within(28, 30);
    expect(await lasts({ header: { kid: "made up" } })).to.equal(0);
    expect(await lasts({ claims: { exp: 1 } })).to.equal(Infinity);
    expect(await lasts({ key: stranger, claims: { nbf: nowInSeconds() + 40 } })).to.equal(Infinity);
  });

  it("verifies a token that names no key with the only one, and with each of several", async () => {
    const header = { kid: undefined };
    const newer = await aSigningKey("RS256", "newer");
    issuer.publish(newer);
    expect(await verifyOne({ key: newer, header })).to.equal("Verified");
    expect(await verifyOne({ header })).to.equal("UnknownKey");
    issuer.publish(newer, key);
    resetVerifier();
    for (const each of [newer, key]) expect(await verifyOne({ key: each, header })).to.equal("Verified");
    expect(await verifyOne({ key: stranger, header })).to.equal("UnknownKey");
  });

  it("finds the key that the issuer has rotated to, for a token that names no key, too", async () => {
    const newer = await aSigningKey("RS256", "newer");
    for (const header of [{}, { kid: undefined }]) {
      issuer.publish(key);
      resetVerifier();
      expect(await verifyOne({ header })).to.equal("Verified");
      issuer.publish(newer);
      expect(await verifyOne({ key: newer, header })).to.equal("Verified");
    }
  });

  it("needs of a key no more than what is mandatory", async () => {
    const { kty, n, e } = key.jwk;
    issuer.answers.set(jwksPath, answerJson({ keys: [{ kty, n, e }] }));
    for (const header of [{ kid: undefined }, { kid: "any" }])
      expect(await verifyOne({ header })).to.equal("Verified");
    expect(await verifyOne({ key: stranger })).to.equal("UnknownKey");
  });

  it("chooses among keys of one id by what they are for", async () => {
    const { jwk } = keys.get("ES256") ?? stranger;
    const others = [
      { ...jwk, kid: key.kid },
      { ...stranger.jwk, use: "enc" },
      { ...stranger.jwk, use: undefined, key_ops: ["wrapKey"] },
    ];
    issuer.answers.set(jwksPath, answerJson({ keys: [...others, key.jwk] }));
    expect(await verifyOne({})).to.equal("Verified");
  });

  it("needs no typ, iat, nbf, sub and scope, and takes any", async () => {
    expect(await verifyOne({ claims: { iat: undefined } })).to.equal("Verified");
    for (const typ of ["JWT", "at+jwt", "application/at+jwt"])
      expect(await verifyOne({ header: { typ } })).to.equal("Verified");
    for (const claims of [
      { scope: ["a", "b"] },
      { scope: "a b" },
      { scp: ["a"] },
      { iat: nowInSeconds() + 90 },
    ])
      expect(await verifyOne({ claims })).to.equal("Verified");
  });

  it("allows clocks to differ by ten seconds and no more", async () => {
    const now = nowInSeconds();
    expect(await verifyOne({ claims: { exp: now - 5 } })).to.equal("Verified");
    expect(await verifyOne({ claims: { exp: now - 12 } })).to.equal("Expired");
    expect(await verifyOne({ claims: { nbf: now + 8 } })).to.equal("Verified");
    expect(await verifyOne({ claims: { nbf: now + 15 } })).to.equal("NotYetValid");
  });

  const badClaims: Readonly<Record<string, readonly [object, string]>> = {
    "another issuer": [{ iss: "https://other.example" }, "WrongIssuer"],
    "no issuer": [{ iss: undefined }, "WrongIssuer"],
    "several issuers": [{ iss: ["a"] }, "WrongIssuer"],
    "no audience": [{ aud: undefined }, "WrongAudience"],
    "an audience that only begins like ours": [{ aud: `${anAudience}.evil.example` }, "WrongAudience"],
    "no expiry": [{ exp: undefined }, "NeverExpires"],
    "an expiry that is text": [{ exp: "9999999999" }, "NotAToken"],
    "an expiry before all time": [{ exp: -1e300 }, "Expired"],
    "a beginning beyond all time": [{ nbf: 1e300 }, "NotYetValid"],
    "a beginning that is text": [{ nbf: "0" }, "NotAToken"],
    "an audience that is a number": [{ aud: 1 }, "WrongAudience"],
  };
  for (const [what, [claims, code]] of Object.entries(badClaims))
    it(`denies a token with ${what}: ${code}`, async () => {
      expect(await verifyOne({ claims: { ...claims } })).to.equal(code);
    });

  const badHeaders: Readonly<Record<string, readonly [Readonly<Record<string, unknown>>, string]>> = {
    "a key that there is not": [{ kid: "made up" }, "UnknownKey"],
    "a critical extension": [{ crit: ["made_up"], made_up: true }, "UnknownExtension"],
  };
  for (const [what, [header, code]] of Object.entries(badHeaders))
    it(`denies a token with ${what}: ${code}`, async () => {
      expect(await verifyOne({ header })).to.equal(code);
    });

  it("denies a token signed by another key with the same id", async () => {
    expect(await verifyOne({ key: stranger })).to.equal("WrongSignature");
  });

  it("denies a token that was changed after it was signed", async () => {
    const [header, , signature] = (await aToken({ key, issuer: issuer.url })).split(".");
    const [, payload] = (await aToken({ key: stranger, issuer: issuer.url, claims: { a: 1 } })).split(".");
    expect(await verify(`${header}.${payload}.${signature}`)).to.equal("WrongSignature");
  });

  const goodClaims = () => ({
    iss: issuer.url,
    aud: anAudience,
    exp: nowInSeconds() + 300,
    [aClaim]: aCompanyId,
  });
  const encode = (part: object): string => Buffer.from(JSON.stringify(part)).toString("base64url");

  it("denies an unsigned token, with any text as its signature", async () => {
    expect(await verify(new UnsecuredJWT(goodClaims()).encode())).to.equal("NotAToken");
    for (const alg of ["none", "None", "NONE", ""])
      expect(await verify(`${encode({ alg, kid: key.kid })}.${encode(goodClaims())}.AA`)).to.equal(
        "WrongAlgorithm",
      );
    expect(await verify(`${encode({ kid: key.kid })}.${encode(goodClaims())}.AA`)).to.equal("WrongAlgorithm");
  });

  it("denies a token signed with the public key as an HMAC secret", async () => {
    const publicKey = (await importJWK(key.jwk, "RS256", { extractable: true })) as CryptoKey;
    for (const kid of [key.kid, "no-alg"]) {
      issuer.answers.set(
        jwksPath,
        answerJson({ keys: [key.jwk, { ...key.jwk, kid: "no-alg", alg: undefined }] }),
      );
      const secret = new TextEncoder().encode(await exportSPKI(publicKey));
      const token = await new SignJWT(goodClaims()).setProtectedHeader({ alg: "HS256", kid }).sign(secret);
      expect(await verify(token)).to.equal("WrongAlgorithm");
    }
  });

  it("denies a token whose algorithm does not match its key", async () => {
    const published = [...keys.values()].map(({ jwk }) => ({ ...jwk, alg: undefined }));
    issuer.answers.set(jwksPath, answerJson({ keys: published }));
    for (const { kid } of keys.values())
      for (const alg of algorithms)
        for (const length of [1, 64, 96, 132, 256]) {
          const signature = Buffer.alloc(length, 1).toString("base64url");
          const token = `${encode({ alg, kid })}.${encode(goodClaims())}.${signature}`;
          expect(await verify(token), `${alg} ${kid} ${length}`).to.be.oneOf([
            "WrongSignature",
            "WrongAlgorithm",
          ]);
        }
  });

  for (const token of [
    "a",
    "a.b",
    "a.b.c",
    "e30.e30.e30",
    "bnVsbA.bnVsbA.AA",
    "W10.W10.AA",
    `${"W1tb".repeat(2000)}.e30.e30`,
  ])
    it(`denies ${token.slice(0, 20)} without a request to the issuer`, async () => {
      expect(await verify(token)).to.be.oneOf(["NotAToken", "WrongAlgorithm"]);
      expect(issuer.asked).to.deep.equal([]);
    });

  it("sends no request to the issuer for a token of another issuer or without an expiry", async () => {
    for (const claims of [{ iss: "https://other.example" }, { exp: undefined }]) await verifyOne({ claims });
    expect(issuer.asked).to.deep.equal([]);
  });

  const atFault: Readonly<Record<string, readonly [path: string, answer: unknown, code: string]>> = {
    "does not answer": [discoveryPath, undefined, "IssuerUnreachable"],
    "describes another": [
      discoveryPath,
      { issuer: "https://other.example", jwks_uri: "https://a" },
      "IssuerGarbled",
    ],
    "has no JWKS": [jwksPath, undefined, "IssuerUnreachable"],
    "has a garbled JWKS": [jwksPath, { keys: {} }, "IssuerGarbled"],
    "has no key for signatures": [jwksPath, { keys: [{ kty: "oct", kid: "a", k: "AA" }] }, "IssuerGarbled"],
  };
  for (const [what, [path, answer, code]] of Object.entries(atFault))
    it(`reports an issuer that ${what}, and verifies the token once that is fixed`, async () => {
      const before = new Map(issuer.answers);
      if (answer === undefined) issuer.answers.delete(path);
      else issuer.answers.set(path, answerJson(answer));
      const token = await aToken({ key, issuer: issuer.url });
      expect(assertLeft(await verifyToken(token))).to.include({
        kind: "Transient",
        code,
        needsOperator: true,
      });
      for (const [path, listener] of before) issuer.answers.set(path, listener);
      clock.ms += FAILED_MS;
      expect(await verify(token)).to.equal("Verified");
    });
});
