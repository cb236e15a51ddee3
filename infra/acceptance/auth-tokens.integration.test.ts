import { startLocalIssuer, type LocalIssuer } from "@message-handler/local-issuer/local-issuer.ts";
import { expect } from "chai";
import { randomUUID } from "node:crypto";
import { localTokens } from "../config/local-auth.ts";
import { aMessage } from "./a-message.ts";
import type { Answer } from "./api-caller.ts";
import { badTokens } from "./bad-tokens.ts";
import { expectProblem } from "./expect-problem.ts";
import { startConfiguredSystem, type RunningSystem } from "./running-system.ts";
import { until } from "@message-handler/local-cloud/testing";

/** Each kind, and why it is denied: one that is denied for another reason proves nothing. */
const kinds = {
  expired: "Expired",
  "not yet valid": "NotYetValid",
  "without an end": "NeverExpires",
  // An empty signature is no signature: the three parts of a token are not there.
  "unsigned and says so": "NotAToken",
  "unsigned and says otherwise": "NotAToken",
  "signed but says that it is not": "WrongAlgorithm",
  "signed by another key": "WrongSignature",
  "signed with the public key as a secret": "WrongAlgorithm",
  "changed after it was signed": "WrongSignature",
  "of another issuer": "WrongIssuer",
  "for another audience": "WrongAudience",
  "without a company": "NoCompany",
  "with a company that is no UUID": "NoCompany",
  "with a list of companies": "NoCompany",
  "no token at all": "NotAToken",
};

describe("an API with tokens", () => {
  const company = randomUUID();
  let issuer: LocalIssuer;
  let system: RunningSystem;
  let bad: Readonly<Record<string, string>>;

  before(async () => {
    issuer = await startLocalIssuer({ port: 0, ...localTokens });
    bad = await badTokens(issuer, company);
    const auth = { kind: "jwt", issuer: issuer.url, ...localTokens, cacheSeconds: 60 } as const;
    system = await startConfiguredSystem({ auth });
  });
  after(async () => {
    await system?.stop();
    await issuer?.stop();
  });

  const expectUntouched = async (): Promise<void> => {
    await system.untilIdle();
    const { functions, queues } = await system.state();
    const worker = functions.find(({ name }) => name.endsWith("-process-message"));
    expect(worker?.invocations, "the worker was never called").to.equal(0);
    expect(queues.filter(({ visible, in_flight }) => visible + in_flight > 0)).to.deep.equal([]);
    expect(await system.items()).to.deep.equal([]);
    expect(await system.objectKeys()).to.deep.equal([]);
  };

  const expectChallenge = (answer: Answer, challenge: string): void => {
    expectProblem(answer, 401, "Unauthorized");
    expect(answer.headers.get("www-authenticate")).to.equal(challenge);
  };

  it("is tested with every kind of invalid token", () => {
    expect(bad).to.have.all.keys(kinds);
  });

  it("responds 401 on every route without a token, without queuing anything", async () => {
    const { anonymous } = system;
    expectChallenge(await anonymous.post(aMessage({ company_id: company }).raw), "Bearer");
    expectChallenge(await anonymous.get(randomUUID()), "Bearer");
    expectChallenge(await anonymous.call(`/messages?company_id=${company}`), "Bearer");
    await expectUntouched();
  });

  const denials = (): readonly unknown[] =>
    system
      .log()
      .filter(({ message }) => message === "caller denied")
      .map(({ code }) => code);

  for (const [kind, code] of Object.entries(kinds)) {
    it(`responds 401 to a token that is ${kind}, without queuing anything`, async () => {
      const before = denials().length;
      const caller = system.withToken(bad[kind] ?? "");
      const challenge = 'Bearer error="invalid_token"';
      expectChallenge(await caller.post(aMessage({ company_id: company }).raw), challenge);
      expectChallenge(await caller.call(`/messages?company_id=${company}`), challenge);
      await until("the denial is logged", async () => (denials().length > before ? true : undefined));
      expect(denials().slice(before), "verified once, and denied for the right reason").to.deep.equal([code]);
      await expectUntouched();
    });
  }

  it("responds 401 to a valid token in another scheme or sent twice", async () => {
    const token = await issuer.mint(company);
    const tryWith = async (authorization: string): Promise<Answer> =>
      system.anonymous.call(`/messages?company_id=${company}`, { headers: { authorization } });
    expectProblem(await tryWith(token), 401);
    expectProblem(await tryWith(`Basic ${token}`), 401);
    expectProblem(await tryWith(`Bearer ${token}, Bearer ${token}`), 401);
    expect((await tryWith(`Bearer ${token}`)).status).to.equal(200);
  });

  it("sets off no alarm for invalid tokens, and logs nothing of them", async () => {
    const { alarms } = await system.state();
    expect(alarms.filter(({ state }) => state === "ALARM")).to.deep.equal([]);
    const log = JSON.stringify(system.log());
    for (const token of Object.values(bad))
      expect(log.includes(token), "a token stands in a log").to.equal(false);
  });

  it("accepts a message with a valid token", async () => {
    const caller = system.withToken(await issuer.mint(company));
    const { message_id, raw } = aMessage({ company_id: company });
    expect((await caller.post(raw)).status).to.equal(202);
    await caller.untilRecorded(message_id, "Processed");
  });

  it("responds 404 to a valid token on an unknown route", async () => {
    const caller = system.withToken(await issuer.mint(company));
    expectProblem(await caller.call("/nowhere"), 404, "NoSuchRoute");
  });
});

describe("an API whose issuer is unreachable", () => {
  it("responds 500, queues nothing, and asks the issuer again on the next request", async () => {
    const issuer = await startLocalIssuer({ port: 0, ...localTokens });
    const token = await issuer.mint(randomUUID());
    await issuer.stop();
    const auth = { kind: "jwt", issuer: issuer.url, ...localTokens, cacheSeconds: 60 } as const;
    const system = await startConfiguredSystem({ auth });
    try {
      const caller = system.withToken(token);
      for (const _ of [1, 2]) expectProblem(await caller.post(aMessage().raw), 500, "InternalError");
      const { functions } = await system.state();
      const asked = functions.find(({ name }) => name.endsWith("-authorize-caller"));
      expect(asked?.invocations, "no result is cached").to.equal(2);
      expect(await system.items()).to.deep.equal([]);
      await system.untilAlarm("-error-logs", "ALARM");
    } finally {
      await system.stop();
    }
  });
});
