import { assertIsJwk } from "aws-jwt-verify/jwk";
import { decomposeUnverifiedJwt, type DecomposedJwt } from "aws-jwt-verify/jwt";
import { expect } from "chai";
import type { TransientFailure } from "@message-handler/domain/failure.ts";
import { fetchDocument } from "./fetch-document.ts";
import { makeFindKey, MAX_AGE_MS, RETRY_MS, type FindKey } from "./find-key.ts";
import {
  answerJson,
  aSigningKey,
  aToken,
  discoveryPath,
  jwksPath,
  startTestIssuer,
  type SigningKey,
  type TestIssuer,
} from "./test-issuer.fixture.ts";

describe("makeFindKey", () => {
  let issuer: TestIssuer;
  let first: SigningKey;
  let second: SigningKey;
  before(async () => {
    [first, second] = await Promise.all([aSigningKey("ES256", "first"), aSigningKey("ES256", "second")]);
  });
  beforeEach(async () => {
    issuer = await startTestIssuer();
    issuer.publish(first);
  });
  afterEach(async () => issuer.stop());

  const signedWith = async (key: SigningKey): Promise<DecomposedJwt> =>
    decomposeUnverifiedJwt(await aToken({ key, issuer: issuer.url }));

  const aFindKey = () => {
    const clock = { ms: 1_000_000 };
    const stale: TransientFailure[] = [];
    const findKey = makeFindKey({
      issuer: issuer.url,
      fetchDocument,
      now: () => clock.ms,
      onStale: (failure) => stale.push(failure),
    });
    return { findKey, clock, stale };
  };

  /** The name of the error's class: the library gives its errors no other. */
  const failureOf = async (findKey: FindKey, key: SigningKey): Promise<string> => {
    const error: unknown = await findKey(await signedWith(key)).catch((thrown: unknown) => thrown);
    return (error as Error).constructor.name;
  };

  it("fetches discovery and keys once for many callers", async () => {
    const { findKey } = aFindKey();
    const token = await signedWith(first);
    const found = await Promise.all([findKey(token), findKey(token)]);
    found.push(await findKey(token));
    for (const key of found) {
      assertIsJwk(key);
      expect(key.kid).to.equal("first");
    }
    expect(issuer.asked).to.deep.equal([discoveryPath, jwksPath]);
  });

  it("fetches again after discovery failed, and after the keys did", async () => {
    const { findKey } = aFindKey();
    const discovery = issuer.answers.get(discoveryPath);
    issuer.answers.delete(discoveryPath);
    expect(await failureOf(findKey, first)).to.equal("KeysUnavailable");
    if (discovery !== undefined) issuer.answers.set(discoveryPath, discovery);
    issuer.answers.delete(jwksPath);
    expect(await failureOf(findKey, first)).to.equal("KeysUnavailable");
    issuer.publish(first);
    expect((await findKey(await signedWith(first))).kid).to.equal("first");
  });

  it("finds a key that was published after the last fetch", async () => {
    const { findKey } = aFindKey();
    await findKey(await signedWith(first));
    issuer.publish(first, second);
    expect((await findKey(await signedWith(second))).kid).to.equal("second");
  });

  it("does not fetch the keys for each of many made-up key ids", async () => {
    const { findKey } = aFindKey();
    expect(await failureOf(findKey, second)).to.equal("KidNotFoundInJwksError");
    expect(await failureOf(findKey, second)).to.equal("WaitPeriodNotYetEndedJwkError");
    expect((await findKey(await signedWith(first))).kid).to.equal("first");
    expect(issuer.asked).to.deep.equal([discoveryPath, jwksPath]);
  });

  it("drops a withdrawn key after an hour", async () => {
    const { findKey, clock } = aFindKey();
    await findKey(await signedWith(first));
    issuer.publish(second);
    clock.ms += MAX_AGE_MS - 1;
    expect((await findKey(await signedWith(first))).kid).to.equal("first");
    clock.ms += 1;
    expect(await failureOf(findKey, first)).to.equal("KidNotFoundInJwksError");
    expect((await findKey(await signedWith(second))).kid).to.equal("second");
  });

  it("keeps using its keys while the issuer is unavailable, and retries and reports once a minute", async () => {
    const { findKey, clock, stale } = aFindKey();
    await findKey(await signedWith(first));
    issuer.answers.delete(jwksPath);
    clock.ms += MAX_AGE_MS;
    for (let n = 0; n < 2; n += 1) expect((await findKey(await signedWith(first))).kid).to.equal("first");
    expect(stale.map(({ code }) => code)).to.deep.equal(["IssuerUnreachable"]);
    clock.ms += RETRY_MS;
    await findKey(await signedWith(first));
    expect(stale).to.have.length(2);
  });

  it("follows an issuer that moves its keys to another URL", async () => {
    const { findKey, clock } = aFindKey();
    await findKey(await signedWith(first));
    issuer.publish(second);
    const keys = issuer.answers.get(jwksPath);
    if (keys === undefined) throw new Error("the issuer published nothing");
    issuer.answers.delete(jwksPath);
    issuer.answers.set("/moved", keys);
    issuer.answers.set(discoveryPath, answerJson({ issuer: issuer.url, jwks_uri: `${issuer.url}/moved` }));
    clock.ms += MAX_AGE_MS;
    expect((await findKey(await signedWith(second))).kid).to.equal("second");
  });

  it("keeps its keys when a refresh returns a garbled document", async () => {
    const { findKey, clock, stale } = aFindKey();
    await findKey(await signedWith(first));
    issuer.answers.set(jwksPath, answerJson({ keys: {} }));
    clock.ms += MAX_AGE_MS - 1;
    expect(await failureOf(findKey, second)).to.equal("KeysUnavailable");
    clock.ms += 1;
    await findKey(await signedWith(first));
    expect(stale.map(({ code }) => code)).to.deep.equal(["IssuerGarbled"]);
  });

  it("drops a withdrawn key within a minute after the issuer is back", async () => {
    const { findKey, clock } = aFindKey();
    await findKey(await signedWith(first));
    issuer.answers.delete(jwksPath);
    clock.ms += MAX_AGE_MS;
    await findKey(await signedWith(first));
    issuer.publish(second);
    clock.ms += RETRY_MS;
    expect(await failureOf(findKey, first)).to.equal("KidNotFoundInJwksError");
  });
});
