import { setImmediate } from "node:timers/promises";
import { rehearsalInvocation } from "@message-handler/lambda-kit/prime.ts";
import { expect } from "chai";
import { makeAuthorizeCaller } from "./authorize-caller.ts";
import { makeHandler } from "./handler.ts";
import { rehearsalEvent, toRehearsalIssuer } from "./rehearsal.ts";
import { makeTryKeys } from "./try-keys.ts";
import { makeVerifyToken } from "./verify-token.ts";

const rehearsalIssuer = toRehearsalIssuer("https://issuer.example.com");

const authorizerAt = (now: () => number) => {
  const deps = { ...rehearsalIssuer, now };
  const tryKeys = makeTryKeys({ ...deps, onStale: () => expect.fail("the keys are new") });
  return makeHandler({
    authorizeCaller: makeAuthorizeCaller({ ...deps, verifyToken: makeVerifyToken({ ...deps, tryKeys }) }),
    cacheSeconds: 60,
    log: () => undefined,
  });
};

describe("the rehearsal of authorize-caller", () => {
  it("verifies its token before the process turns to anything else, so that it never runs beside an invocation", async () => {
    let effect: string | undefined;
    void authorizerAt(rehearsalIssuer.now)(rehearsalEvent, rehearsalInvocation).then(
      ({ policyDocument }) => (effect = policyDocument.Statement[0]?.Effect),
    );
    await setImmediate();
    expect(effect).to.equal("Allow");
  });

  it("has a token that is worth nothing at any other time", async () => {
    for (const now of [0, rehearsalIssuer.now() + 3_600_000, Date.now()]) {
      const denied = await authorizerAt(() => now)(rehearsalEvent, rehearsalInvocation).catch(
        (error: unknown) => error,
      );
      expect(JSON.stringify(denied)).not.to.contain("Allow");
    }
  });
});
