import { expect } from "chai";
import { randomUUID } from "node:crypto";
import { expectCause, expectNothingWrong } from "./testing/diagnosis.ts";
import { startSystemWithBadTokens } from "./testing/bad-tokens.ts";
import { aMessage } from "./testing/message.ts";
import {
  startChangedSystem,
  startSystemWithCode,
  startSystemWithoutIssuer,
  type RunningSystem,
  type TokenSystem,
} from "./testing/running-system.ts";

describe("ops diagnose, where callers send tokens", () => {
  const company = randomUUID();
  let system: TokenSystem;
  let bad: Readonly<Record<string, string>>;
  before(async () => {
    ({ system, bad } = await startSystemWithBadTokens(company));
  });
  after(async () => system?.stop());

  const letIn = async (): Promise<void> => {
    const caller = await system.asCompany(company);
    expect((await caller.post(aMessage({ company_id: company }).raw)).status).to.equal(202);
  };

  for (const [token, cause] of [
    ["for another audience", "WrongAudience"],
    ["of another issuer", "WrongIssuer"],
    ["signed by another key", "IssuerKeysMoved"],
    ["without a company", "CompanyClaimMissing"],
  ] as const)
    it(`names ${cause} when every token is ${token}, and nothing once somebody is let in`, async () => {
      const caller = system.withToken(bad[token] ?? "");
      for (let sent = 0; sent < 3; sent += 1)
        expect((await caller.post(aMessage().raw)).status).to.equal(401);
      expect(await expectCause(system, cause)).to.match(
        /^all 3 requests since .* were refused, with tokens that were denied for 1 × /,
      );
      await letIn();
      await expectNothingWrong(system);
    });
});

describe("ops diagnose, of what callers cannot reach", () => {
  /** Stops it whatever happens. */
  const during = async (
    starting: Promise<RunningSystem>,
    use: (system: RunningSystem) => Promise<void>,
  ): Promise<void> => {
    const system = await starting;
    try {
      await use(system);
    } finally {
      await system.stop();
    }
  };

  it("names IssuerUnreachable when nobody can be authorized", async () => {
    const { system, caller } = await startSystemWithoutIssuer();
    await during(Promise.resolve(system), async () => {
      expect((await caller.post(aMessage().raw)).status).to.equal(500);
      expect(await expectCause(system, "IssuerUnreachable")).to.include("IssuerUnreachable");
    });
  });

  it("names TemplateBroken when SQS refuses what a template makes of a request", async () => {
    const broken = startChangedSystem(["Action=SendMessage#set", "Action=SendMessage&DelaySeconds=soon#set"]);
    await during(broken, async (system) => {
      expect((await system.post(aMessage().raw)).status).to.be.within(500, 599);
      expect(await expectCause(system, "TemplateBroken")).to.include("SQS answered 1 × 400");
    });
  });

  const releases: readonly (readonly [does: string, code: string, cause: string, evidence: string])[] = [
    [
      "throws on every message",
      'export const handler = async () => { throw new TypeError("poison"); };',
      "ReleaseThrows",
      "process-message throws: 1 × TypeError",
    ],
    ["cannot be loaded", 'throw new Error("no");', "FunctionDoesNotStart", "process-message did not start"],
    [
      "never answers",
      "export const handler = () => new Promise(() => setInterval(() => {}, 1000));",
      "FunctionTimesOut",
      "timed out, after 1 s",
    ],
    [
      "ends its process",
      "export const handler = () => process.exit(1);",
      "FunctionDies",
      "process-message died",
    ],
  ];
  for (const [does, code, cause, evidence] of releases)
    it(`names ${cause} when a release of process-message ${does}`, async () => {
      await during(startSystemWithCode(code, ['"timeout": 30', '"timeout": 1']), async (system) => {
        await system.post(aMessage().raw);
        expect(await expectCause(system, cause)).to.include(evidence);
      });
    });
});
