import { expect } from "chai";
import { randomUUID } from "node:crypto";
import { aMessage } from "./testing/message.ts";
import type { Answer } from "./testing/api-caller.ts";
import { startSystemWithBadTokens } from "./testing/bad-tokens.ts";
import { countMetrics, readLogFilters, toEmittedLines } from "./testing/log-filters.ts";
import { expectProblem } from "./testing/api-caller.ts";
import {
  startSystemWithoutIssuer,
  startTokenSystem,
  type Alarm,
  type TokenSystem,
} from "./testing/running-system.ts";
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

/** That fire, but for the one on requests that are refused in numbers, which these tests send. */
const otherAlarms = async ({ state }: TokenSystem): Promise<readonly Alarm[]> =>
  (await state()).alarms.filter(
    ({ name, state: value }) => value === "ALARM" && !name.endsWith("-refused-callers"),
  );

describe("an API with tokens", () => {
  const company = randomUUID();
  let system: TokenSystem;
  let bad: Readonly<Record<string, string>>;

  before(async () => {
    ({ system, bad } = await startSystemWithBadTokens(company));
  });
  after(async () => system?.stop());

  const expectUntouched = async (): Promise<void> => {
    await system.untilIdle();
    const { invocations } = await system.functionState("-process-message");
    expect(invocations, "process-message was never invoked").to.equal(0);
    const { queues } = await system.state();
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
      await until("the denial is logged", () => denials().length > before);
      expect(denials().slice(before), "verified once, and denied for the right reason").to.deep.equal([code]);
      await expectUntouched();
    });
  }

  it("responds 401 to a valid token in another scheme or sent twice", async () => {
    const token = await system.issuer.mint(company);
    const tryWith = async (authorization: string): Promise<Answer> =>
      system.anonymous.call(`/messages?company_id=${company}`, { headers: { authorization } });
    expectProblem(await tryWith(token), 401);
    expectProblem(await tryWith(`Basic ${token}`), 401);
    expectProblem(await tryWith(`Bearer ${token}, Bearer ${token}`), 401);
    expect((await tryWith(`Bearer ${token}`)).status).to.equal(200);
  });

  it("fires no alarm for invalid tokens but the one that is for many of them, and logs nothing of them", async () => {
    expect(await otherAlarms(system)).to.deep.equal([]);
    const log = JSON.stringify(system.log());
    for (const token of Object.values(bad))
      expect(log.includes(token), "a token stands in a log").to.equal(false);
  });

  it("accepts a message with a valid token", async () => {
    const caller = await system.asCompany(company);
    const { message_id, raw } = aMessage({ company_id: company });
    expect((await caller.post(raw)).status).to.equal(202);
    await caller.untilRecorded(message_id, "Processed");
  });

  it("responds 404 to a valid token on an unknown route", async () => {
    const caller = await system.asCompany(company);
    expectProblem(await caller.call("/nowhere"), 404, "NoSuchRoute");
  });
});

describe("an API that keeps decisions for an hour", () => {
  const company = randomUUID();
  let system: TokenSystem;
  before(async () => {
    // At the system's speed, an hour is a minute.
    system = await startTokenSystem({}, 3600);
  });
  after(async () => system.stop());

  it("lets a token in that was used too early, as soon as it is valid", async () => {
    // The authorizer allows ten seconds of difference between clocks.
    const nbf = Math.floor(Date.now() / 1000) + 14;
    const caller = system.withToken(await system.issuer.mint(company, { claims: { nbf } }));
    expectProblem(await caller.call(`/messages?company_id=${company}`), 401, "Unauthorized");
    await until(
      "the token is valid",
      async () => (await caller.call(`/messages?company_id=${company}`)).status === 200,
    );
    expect(Date.now() / 1000).to.be.within(nbf - 10, nbf + 10);
  });

  it("decides anew about a token whose key is unknown, without an alarm of the function", async () => {
    const header = Buffer.from(JSON.stringify({ alg: "RS256", kid: "made up" })).toString("base64url");
    const [, ...rest] = (await system.issuer.mint(company)).split(".");
    const caller = system.withToken([header, ...rest].join("."));
    const { invocations } = await system.functionState("-authorize-caller");
    for (const _ of [1, 2])
      expectProblem(await caller.call(`/messages?company_id=${company}`), 401, "Unauthorized");
    expect((await system.functionState("-authorize-caller")).invocations).to.equal(invocations + 2);
    const filters = readLogFilters(system.stackText);
    const counted = countMetrics(filters, toEmittedLines(system.log()));
    expect(counted).to.include({ ErrorLogLines: 0, AuthorizerFailures: 0 });
    // Nor for the denials of the early token, which came for more minutes than the alarm needs.
    expect(await otherAlarms(system)).to.deep.equal([]);
  });
});

describe("an API whose issuer is unreachable", () => {
  it("responds 500, queues nothing, decides anew on the next request, and fires alarms", async () => {
    const { system, caller } = await startSystemWithoutIssuer();
    try {
      for (const _ of [1, 2]) expectProblem(await caller.post(aMessage().raw), 500, "InternalError");
      const { invocations } = await system.functionState("-authorize-caller");
      expect(invocations, "no result is cached").to.equal(2);
      expect(await system.items()).to.deep.equal([]);
      await system.untilAlarm("-error-logs", "ALARM");
      await until("authorize-caller-errors fires while callers come", async () => {
        await caller.post(aMessage().raw);
        const { alarms } = await system.state();
        return alarms.some(
          ({ name, state }) => name.endsWith("-authorize-caller-errors") && state === "ALARM",
        );
      });
    } finally {
      await system.stop();
    }
  });
});
