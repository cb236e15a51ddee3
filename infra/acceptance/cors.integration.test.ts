import { expect } from "chai";
import { randomUUID } from "node:crypto";
import { readFileSync } from "node:fs";
import { synthesiseIfChanged } from "../../scripts/synthesise.ts";
import { local } from "../config/local.ts";
import { aMessage } from "./testing/message.ts";
import type { Answer, ApiCaller } from "./testing/api-caller.ts";
import { startSystem, startTokenSystem, type TokenSystem } from "./testing/running-system.ts";

const origin = "https://console.example.com";
const preflight = {
  method: "OPTIONS",
  headers: {
    origin,
    "access-control-request-method": "POST",
    "access-control-request-headers": "authorization,content-type",
  },
};

const corsHeaders = ({ headers }: Answer): readonly string[] =>
  [...headers.keys()].filter((name) => name.startsWith("access-control-"));

describe("CORS with one origin", () => {
  const company = randomUUID();
  let system: TokenSystem;
  let page: ApiCaller;

  before(async () => {
    system = await startTokenSystem({ api: { ...local.api, corsOrigin: origin } });
    page = await system.asCompany(company);
  });
  afterEach(async () => system.setFaults());
  after(async () => system?.stop());

  const expectReadable = (answer: Answer, status: number): void => {
    expect(answer.status, answer.text).to.equal(status);
    expect(answer.headers.get("access-control-allow-origin")).to.equal(origin);
    expect(answer.headers.get("vary")).to.match(/\borigin\b/i);
    expect(answer.headers.has("access-control-allow-credentials")).to.equal(false);
  };

  for (const [path, methods] of [
    ["/messages", "GET,POST"],
    [`/messages/${randomUUID()}`, "GET"],
  ] as const) {
    it(`answers a preflight for ${path.slice(0, 10)} without a token`, async () => {
      const answer = await system.anonymous.call(path, preflight);
      expectReadable(answer, 204);
      expect(answer.text).to.equal("");
      expect(answer.headers.get("access-control-allow-methods")).to.equal(methods);
      expect(answer.headers.get("access-control-allow-headers")?.split(",")).to.include.members([
        "authorization",
        "content-type",
      ]);
    });
  }

  it("allows the origin on every response to a POST, errors included", async () => {
    const { raw } = aMessage({ company_id: company });
    expectReadable(await page.post(raw), 202);
    expectReadable(await page.post("{}"), 400);
    expectReadable(await page.post(raw, "text/plain"), 415);
    await system.setFaults({
      service: "sqs",
      operation: "SendMessage",
      effect: { type: "error", code: "ServiceUnavailable", status: 503 },
    });
    expectReadable(await page.post(raw), 503);
  });

  it("allows the origin on every response to a GET, errors included", async () => {
    const { message_id, raw } = aMessage({ company_id: company });
    await page.post(raw);
    expectReadable(await page.untilRecorded(message_id, "Processed"), 200);
    expectReadable(await page.get(randomUUID()), 404);
    expectReadable(await page.call(`/messages?company_id=${randomUUID()}`), 403);
    expectReadable(await page.call("/messages"), 400);
  });

  it("allows the origin on a 401", async () => {
    expectReadable(await system.anonymous.get(randomUUID()), 401);
    expectReadable(await system.withToken("nonsense").get(randomUUID()), 401);
    expectReadable(await page.call("/nowhere"), 404);
  });

  it("allows no other origin, whichever asks", async () => {
    const headers = { origin: "https://evil.example.com" };
    expectReadable(await page.call(`/messages/${randomUUID()}`, { headers }), 404);
    expectReadable(await system.anonymous.call("/messages", { ...preflight, headers }), 204);
  });
});

describe("CORS without an origin", () => {
  it("answers no preflight and allows no origin", async () => {
    const system = await startSystem();
    try {
      const asked = await system.call("/messages", preflight);
      expect(asked.status).to.equal(404);
      const headers = { origin, "content-type": "application/json" };
      const answers = [
        asked,
        await system.call("/messages", { method: "POST", headers, body: aMessage().raw }),
        await system.call(`/messages/${randomUUID()}`, { headers: { origin } }),
      ];
      for (const answer of answers) expect(corsHeaders(answer)).to.deep.equal([]);
    } finally {
      await system.stop();
    }
  });
});

describe("The stack that npm start -- --cors-origin runs", () => {
  it("lets the website in locally and in no other environment", async () => {
    const allowsWebsite = async (environment: string): Promise<boolean> => {
      const { stackFile } = await synthesiseIfChanged(environment, { corsOrigin: origin });
      return readFileSync(stackFile, "utf8").includes(`"'${origin}'"`);
    };
    expect(await allowsWebsite("local")).to.equal(true);
    expect(await allowsWebsite("dev")).to.equal(false);
  });
});
