import { assertRight } from "@message-handler/domain/testing/assert-either.ts";
import { aCompanyId } from "@message-handler/domain/testing/fixtures.ts";
import { expect } from "chai";
import { makeAuthorizeCaller } from "./authorize-caller.ts";
import type { FetchDocument, OpenConnection } from "./fetch-document.ts";
import { realIssuers, type RealIssuer } from "./real-issuers.fixture.ts";
import { aSigningKey, aToken, type SigningKey } from "./test-issuer.fixture.ts";
import { makeTryKeys } from "./try-keys.ts";
import { makeVerifyToken } from "./verify-token.ts";

describe("the authorizer with what real issuers send", () => {
  const keys = new Map<string, SigningKey>();
  let another: SigningKey;
  before(async () => {
    for (const alg of ["RS256", "PS256"]) keys.set(alg, await aSigningKey(alg, "a-key"));
    another = await aSigningKey("RS256", "another-key");
  });

  const authorize = async (
    { issuer, audiences, companyClaim, jwksUri, header, claims, toKeys }: RealIssuer,
    key: SigningKey,
  ) => {
    const documents: Readonly<Record<string, unknown>> = {
      [`${issuer.replace(/\/$/, "")}/.well-known/openid-configuration`]: { issuer, jwks_uri: jwksUri },
      [jwksUri]: { keys: toKeys(key.jwk, another.jwk) },
    };
    const fetchDocument: FetchDocument = async ({ href }) => Buffer.from(JSON.stringify(documents[href]));
    const openConnection: OpenConnection = () => ({ fetchDocument, close: () => {} });
    const tryKeys = makeTryKeys({ issuer, openConnection, now: Date.now, onStale: () => {} });
    const verifyToken = makeVerifyToken({ issuer, audiences, tryKeys, now: Date.now });
    // The fixture's own audience and company must not stand in for what the issuer sends.
    const token = await aToken({
      key,
      issuer,
      header,
      claims: { aud: undefined, company_id: undefined, ...claims },
    });
    return assertRight(await makeAuthorizeCaller({ verifyToken, companyClaim })([`Bearer ${token}`]));
  };

  for (const each of realIssuers)
    it(`accepts ${each.what}`, async () => {
      const key = keys.get(each.alg) ?? another;
      expect(await authorize(each, key)).to.deep.equal({ kind: "Allowed", companyId: aCompanyId });
    });
});
