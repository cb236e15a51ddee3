// Whatever stands in the header: without the issuer's signature it opens nothing and sets no alarm off.
import { aCompanyId } from "@message-handler/domain/testing/fixtures.ts";
import { anInvocation, aRecordingLog } from "@message-handler/lambda-kit/testing/fixtures.ts";
import { expect } from "chai";
import * as fc from "fast-check";
import { makeAuthorizeCaller } from "./authorize-caller.ts";
import { openConnection } from "./fetch-document.ts";
import {
  aClaim,
  anAudience,
  anAuthorizerEvent,
  aSigningKey,
  aToken,
  nowInSeconds,
  startTestIssuer,
  type SigningKey,
  type TestIssuer,
} from "./test-issuer.fixture.ts";
import { makeHandler } from "./handler.ts";
import { makeTryKeys } from "./try-keys.ts";
import { makeVerifyToken } from "./verify-token.ts";

describe("the authorizer with a real issuer", () => {
  let issuer: TestIssuer;
  let key: SigningKey;
  before(async () => {
    issuer = await startTestIssuer();
    key = await aSigningKey("ES256");
    issuer.publish(key);
  });
  after(async () => issuer.stop());

  const aRealHandler = () => {
    const tryKeys = makeTryKeys({ issuer: issuer.url, openConnection, now: Date.now, onStale: () => {} });
    const deps = { issuer: issuer.url, audiences: [anAudience], tryKeys, now: Date.now };
    const verifyToken = makeVerifyToken(deps);
    const recording = aRecordingLog();
    const authorizeCaller = makeAuthorizeCaller({ verifyToken, companyClaim: aClaim });
    return { handler: makeHandler({ authorizeCaller, cacheSeconds: 60, log: recording.log }), ...recording };
  };

  /** What is thrown as Unauthorized is a denial that API Gateway does not keep. */
  const authorize = async (handler: ReturnType<typeof aRealHandler>["handler"], authorization: string) => {
    const event = anAuthorizerEvent({ headers: { authorization } });
    try {
      return (await handler(event, anInvocation())).policyDocument.Statement[0]?.Effect;
    } catch (error) {
      if (String(error) !== "Error: Unauthorized") throw error;
      return "Deny";
    }
  };

  it("allows a token, and denies it with any one character changed or one more", async () => {
    const { handler } = aRealHandler();
    const token = await aToken({ key, issuer: issuer.url });
    expect(await authorize(handler, `Bearer ${token}`)).to.equal("Allow");
    const position = fc.integer({ min: 0, max: token.length });
    await fc.assert(
      fc.asyncProperty(
        position,
        fc.constantFrom("A", "a", "0", "-", "_", ".", "=", "~", " ", "é"),
        async (at, character) => {
          fc.pre(token[at] !== character);
          const changed = token.slice(0, at) + character + token.slice(at + 1);
          expect(await authorize(handler, `Bearer ${changed}`)).to.equal("Deny");
        },
      ),
    );
  });

  it("denies any text and any unsigned claims without failing or logging them", async () => {
    const { handler, text, lines } = aRealHandler();
    const encode = (part: unknown): string => Buffer.from(JSON.stringify(part)).toString("base64url");
    const marked = fc.string().map((word) => `s3cr3t${word}`);
    const aHeader = fc.record(
      {
        alg: fc.oneof(fc.constantFrom("none", "ES256", "RS256", "PS256", "HS256", "EdDSA"), fc.anything()),
        kid: fc.oneof(fc.constantFrom(key.kid, "__proto__", "constructor"), marked, fc.anything()),
        crit: fc.anything(),
        typ: marked,
      },
      { requiredKeys: [] },
    );
    const aPayload = fc.record(
      {
        iss: fc.oneof(fc.constant(issuer.url), marked, fc.anything()),
        aud: fc.oneof(fc.constant(anAudience), fc.anything()),
        exp: fc.oneof(fc.constant(nowInSeconds() + 300), fc.double(), fc.anything()),
        nbf: fc.oneof(fc.double(), fc.anything()),
        [aClaim]: fc.oneof(fc.constant(aCompanyId), marked),
      },
      { requiredKeys: ["iss", "exp"] },
    );
    const toJson = (part: unknown): unknown => {
      // fast-check makes values that JSON has no text for.
      try {
        return JSON.parse(JSON.stringify(part) ?? "null") as unknown;
      } catch {
        return null;
      }
    };
    const aForgery = fc
      .tuple(aHeader, aPayload, fc.uint8Array({ minLength: 1, maxLength: 100 }))
      .map(([header, payload, signature]) =>
        [
          "Bearer ",
          encode(toJson(header)),
          ".",
          encode(toJson(payload)),
          ".",
          Buffer.from(signature).toString("base64url"),
        ].join(""),
      );
    await fc.assert(
      fc.asyncProperty(
        fc.oneof(
          fc.string(),
          marked.map((word) => `Bearer ${word}`),
          aForgery,
        ),
        async (header) => {
          expect(await authorize(handler, header)).to.equal("Deny");
        },
      ),
      { numRuns: 500 },
    );
    expect(text()).not.to.contain("s3cr3t");
    expect(new Set(lines().map(({ level }) => level))).to.deep.equal(new Set(["WARN"]));
  });
});
