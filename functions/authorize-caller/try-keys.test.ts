import type { TransientFailure } from "@message-handler/domain/failure.ts";
import { expect } from "chai";
import { KeysUnavailable, openConnection } from "./fetch-document.ts";
import {
  answerJson,
  aSigningKey,
  discoveryPath,
  jwksPath,
  startTestIssuer,
  type SigningKey,
  type TestIssuer,
} from "./test-issuer.fixture.ts";
import { FAILED_MS, makeTryKeys, MAX_AGE_MS, QUIET_MS, RETRY_MS } from "./try-keys.ts";

describe("makeTryKeys", () => {
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

  const aTryKeys = () => {
    const clock = { ms: 1_000_000 };
    const stale: TransientFailure[] = [];
    const tryKeys = makeTryKeys({
      issuer: issuer.url,
      openConnection,
      now: () => clock.ms,
      onStale: (failure) => stale.push(failure),
    });
    /** Whether one of the keys is this one; `unavailable` when there are no keys. */
    const finds = async ({ kid }: SigningKey): Promise<boolean | "unavailable"> => {
      try {
        return await tryKeys((keys) => keys.some((key) => key.kid === kid));
      } catch (error) {
        if (error instanceof KeysUnavailable) return "unavailable";
        throw error;
      }
    };
    return { finds, clock, stale };
  };

  it("fetches discovery and keys once for many callers", async () => {
    const { finds } = aTryKeys();
    expect(await Promise.all([finds(first), finds(first)])).to.deep.equal([true, true]);
    expect(await finds(first)).to.equal(true);
    expect(issuer.asked).to.deep.equal([discoveryPath, jwksPath]);
  });

  it("fetches again after discovery failed, and after the keys did, once in a second", async () => {
    const { finds, clock } = aTryKeys();
    const discovery = issuer.answers.get(discoveryPath);
    issuer.answers.delete(discoveryPath);
    expect(await finds(first)).to.equal("unavailable");
    if (discovery !== undefined) issuer.answers.set(discoveryPath, discovery);
    issuer.answers.delete(jwksPath);
    clock.ms += FAILED_MS;
    expect(await finds(first)).to.equal("unavailable");
    issuer.publish(first);
    const { length } = issuer.asked;
    clock.ms += FAILED_MS - 1;
    expect(await finds(first)).to.equal("unavailable");
    expect(issuer.asked).to.have.length(length);
    clock.ms += 1;
    expect(await finds(first)).to.equal(true);
  });

  it("finds a key that was published after the last fetch", async () => {
    const { finds } = aTryKeys();
    await finds(first);
    issuer.publish(first, second);
    expect(await finds(second)).to.equal(true);
  });

  it("asks the issuer for made-up key ids once in ten seconds, and finds a new key after them", async () => {
    const { finds, clock } = aTryKeys();
    expect(await finds(second)).to.equal(false);
    expect(await finds(second)).to.equal(false);
    expect(await finds(first)).to.equal(true);
    expect(issuer.asked).to.deep.equal([discoveryPath, jwksPath]);
    issuer.publish(first, second);
    clock.ms += QUIET_MS - 1;
    expect(await finds(second)).to.equal(false);
    clock.ms += 1;
    expect(await finds(second)).to.equal(true);
    expect(issuer.asked).to.have.length(4);
  });

  it("does not ask an unavailable issuer again for each of many made-up key ids", async () => {
    const { finds } = aTryKeys();
    await finds(first);
    issuer.answers.clear();
    expect(await finds(second)).to.equal("unavailable");
    const { length } = issuer.asked;
    expect(await finds(second)).to.equal(false);
    expect(await finds(first)).to.equal(true);
    expect(issuer.asked).to.have.length(length);
  });

  it("drops a withdrawn key after an hour", async () => {
    const { finds, clock } = aTryKeys();
    await finds(first);
    issuer.publish(second);
    clock.ms += MAX_AGE_MS - 1;
    expect(await finds(first)).to.equal(true);
    clock.ms += 1;
    expect(await finds(first)).to.equal(false);
    expect(await finds(second)).to.equal(true);
  });

  it("keeps using its keys while the issuer is unavailable, and retries and reports once a minute", async () => {
    const { finds, clock, stale } = aTryKeys();
    await finds(first);
    issuer.answers.delete(jwksPath);
    clock.ms += MAX_AGE_MS;
    for (let n = 0; n < 2; n += 1) expect(await finds(first)).to.equal(true);
    expect(stale.map(({ code }) => code)).to.deep.equal(["IssuerUnreachable"]);
    clock.ms += RETRY_MS;
    await finds(first);
    expect(stale).to.have.length(2);
  });

  it("follows an issuer that moves its keys to another URL", async () => {
    const { finds, clock } = aTryKeys();
    await finds(first);
    issuer.publish(second);
    const keys = issuer.answers.get(jwksPath);
    if (keys === undefined) throw new Error("the issuer published nothing");
    issuer.answers.delete(jwksPath);
    issuer.answers.set("/moved", keys);
    issuer.answers.set(discoveryPath, answerJson({ issuer: issuer.url, jwks_uri: `${issuer.url}/moved` }));
    clock.ms += MAX_AGE_MS;
    expect(await finds(second)).to.equal(true);
  });

  it("keeps its keys when a refresh returns a garbled document", async () => {
    const { finds, clock, stale } = aTryKeys();
    await finds(first);
    issuer.answers.set(jwksPath, answerJson({ keys: {} }));
    clock.ms += MAX_AGE_MS - 1;
    expect(await finds(second)).to.equal("unavailable");
    clock.ms += 1;
    await finds(first);
    expect(stale.map(({ code }) => code)).to.deep.equal(["IssuerGarbled"]);
  });

  for (const [what, keysOf] of [
    ["none at all", () => []],
    ["what is no key", () => [null, 1]],
    ["its private part, too", ({ jwk }) => [{ ...jwk, d: "AAAA" }]],
    ["one for something else", ({ jwk }) => [{ ...jwk, key_ops: ["deriveKey"] }]],
  ] satisfies readonly (readonly [string, (key: SigningKey) => readonly unknown[]])[])
    it(`drops a key after an hour when the issuer publishes ${what}, and finds it again once that is mended`, async () => {
      const { finds, clock, stale } = aTryKeys();
      await finds(first);
      issuer.answers.set(jwksPath, answerJson({ keys: keysOf(first) }));
      clock.ms += MAX_AGE_MS;
      expect(await finds(first)).to.equal("unavailable");
      clock.ms += MAX_AGE_MS;
      expect(await finds(first)).to.equal("unavailable");
      expect(stale).to.deep.equal([]);
      issuer.publish(first);
      clock.ms += FAILED_MS;
      expect(await finds(first)).to.equal(true);
    });

  it("drops a withdrawn key within a minute after the issuer is back", async () => {
    const { finds, clock } = aTryKeys();
    await finds(first);
    issuer.answers.delete(jwksPath);
    clock.ms += MAX_AGE_MS;
    await finds(first);
    issuer.publish(second);
    clock.ms += RETRY_MS;
    expect(await finds(first)).to.equal(false);
  });
});
