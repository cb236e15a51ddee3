import { expect } from "chai";
import { createHash, randomUUID } from "node:crypto";
import { aMessage } from "./testing/message.ts";
import type { Answer, ApiCaller } from "./testing/api-caller.ts";
import { readOpenApiResponses } from "./testing/openapi-responses.ts";
import {
  startConfiguredSystem,
  startSystem,
  startSystemWithoutIssuer,
  startTokenSystem,
  type RunningSystem,
  type TokenSystem,
} from "./testing/running-system.ts";
import { until } from "@message-handler/local-cloud/testing";

type OperationId = "postMessage" | "listMessages" | "getMessage";

const openApi = readOpenApiResponses();

const expectDescribed = (operationId: OperationId, answer: Answer, status: number, code?: string): void => {
  expect(answer.status, answer.text).to.equal(status);
  if (code !== undefined) expect(answer.json).to.include({ code });
  expect(openApi.violationsOf(operationId, answer)).to.deep.equal([]);
};

/** One well-formed request of each operation. */
const everyOperation: Readonly<Record<OperationId, (caller: ApiCaller) => Promise<Answer>>> = {
  postMessage: async (caller) => caller.post(aMessage().raw),
  listMessages: async (caller) => caller.call(`/messages?company_id=${randomUUID()}`),
  getMessage: async (caller) => caller.get(randomUUID()),
};
const operationIds = Object.keys(everyOperation) as readonly OperationId[];

/** Only AWS's own front end responds with these, to requests that no HTTP client sends. */
const unreachable = ["postMessage 400 BadRequest", "listMessages 400 BadRequest"];

describe("the API as docs/openapi.yaml describes it", () => {
  // Needs all tests of this file: a part of them alone fails here.
  after(() => {
    expect(openApi.uncoveredResponses(), "described, but produced by no test").to.have.members(unreachable);
  });

  describe("with open access", () => {
    let system: RunningSystem;
    before(async () => {
      system = await startSystem();
    });
    after(async () => system?.stop());
    afterEach(async () => system?.setFaults());

    it("accepts a message and returns its record", async () => {
      const message = aMessage();
      expectDescribed("postMessage", await system.post(message.raw), 202);
      expectDescribed("getMessage", await system.untilRecorded(message.message_id, "Processed"), 200);
    });

    it("returns rejected records, JSON or not", async () => {
      const message = aMessage({ message_time: "yesterday" });
      expectDescribed("postMessage", await system.post(message.raw), 202);
      expectDescribed("getMessage", await system.untilRecorded(message.message_id, "Rejected"), 200);
      const text = `no JSON ${randomUUID()}`;
      await system.enqueue(text);
      const key = `sha256:${createHash("sha256").update(text).digest("hex")}`;
      expectDescribed("getMessage", await system.untilRecorded(key, "Rejected"), 200);
    });

    it("lists processed and rejected messages page by page", async () => {
      const company_id = randomUUID();
      const messages = [aMessage({ company_id }), aMessage({ company_id, data: "[]" })];
      for (const { raw } of messages) await system.post(raw);
      const path = `/messages?company_id=${company_id}`;
      const page = await until("both are listed", async () => {
        const answer = await system.call(path);
        const items = answer.json?.["items"];
        return Array.isArray(items) && items.length === messages.length && answer;
      });
      expectDescribed("listMessages", page, 200);
      const first = await system.call(`${path}&limit=1&order=asc`);
      expectDescribed("listMessages", first, 200);
      expect(first.json?.["next_cursor"]).to.be.a("string");
    });

    it("rejects an invalid body at once", async () => {
      expectDescribed("postMessage", await system.post("{}"), 400, "InvalidBody");
      expectDescribed("postMessage", await system.post(aMessage().raw, "text/plain"), 415);
      const latin1 = "application/json; charset=ISO-8859-1";
      expectDescribed("postMessage", await system.post(aMessage().raw, latin1), 415);
      const long = aMessage({ data: `{"x":"${"x".repeat(264_000)}"}` });
      expectDescribed("postMessage", await system.post(long.raw), 413);
    });

    it("rejects an invalid query", async () => {
      const list = `/messages?company_id=${randomUUID()}`;
      for (const query of ["&limit=0", "&order=up", "&cursor=x", "&stray=1", "&limit=1&limit=2"])
        expectDescribed("listMessages", await system.call(`${list}${query}`), 400, "InvalidParameter");
      expectDescribed("getMessage", await system.get("42"), 400, "InvalidParameter");
      expectDescribed("getMessage", await system.call("/messages/%zz"), 400, "BadRequest");
      expectDescribed("getMessage", await system.get(randomUUID()), 404);
    });

    const refusals: readonly (readonly [
      code: string,
      httpStatus: number,
      status: number,
      problem: string,
    ])[] = [
      ["InvalidMessageContents", 400, 400, "InvalidCharacters"],
      ["RequestThrottled", 400, 503, "Unavailable"],
      // Of a customer-managed key that is asked too often.
      ["KMS.ThrottlingException", 400, 503, "Unavailable"],
      ["ServiceUnavailable", 503, 503, "Unavailable"],
      ["AccessDenied", 403, 500, "InternalError"],
    ];
    for (const [code, httpStatus, status, problem] of refusals) {
      it(`responds ${status} when the queue says ${code}`, async () => {
        const effect = { type: "error", code, status: httpStatus };
        await system.setFaults({ service: "sqs", operation: "SendMessage", effect });
        expectDescribed("postMessage", await system.post(aMessage().raw), status, problem);
      });
    }

    it("responds 503 with Retry-After when the queue does not respond", async () => {
      await system.setFaults({ service: "sqs", operation: "SendMessage", effect: { type: "reset" } });
      const answer = await system.post(aMessage().raw);
      expectDescribed("postMessage", answer, 503);
      expect(answer.headers.has("retry-after")).to.equal(true);
    });

    const outages: readonly (readonly [code: string, status: number])[] = [
      ["AccessDeniedException", 500],
      ["ThrottlingException", 503],
    ];
    for (const [code, status] of outages) {
      it(`responds ${status} when the table says ${code}`, async () => {
        const effect = { type: "error", code, status: 400 };
        await system.setFaults(
          { service: "dynamodb", operation: "GetItem", effect },
          { service: "dynamodb", operation: "Query", effect },
        );
        for (const operationId of ["listMessages", "getMessage"] as const)
          expectDescribed(operationId, await everyOperation[operationId](system), status);
      });
    }
  });

  describe("with a low rate limit", () => {
    let system: RunningSystem;
    before(async () => {
      system = await startConfiguredSystem({ api: { rateLimit: 1, burstLimit: 1 } });
    });
    after(async () => system?.stop());

    for (const operationId of operationIds) {
      it(`responds 429 with Retry-After to ${operationId}`, async () => {
        const refused = await until("a request too many", async () => {
          const answer = await everyOperation[operationId](system);
          return answer.status === 429 && answer;
        });
        expectDescribed(operationId, refused, 429);
      });
    }
  });

  describe("with signed requests", () => {
    let system: RunningSystem;
    before(async () => {
      system = await startSystem("dev");
    });
    after(async () => system?.stop());

    for (const operationId of operationIds) {
      it(`responds 403 to an unsigned ${operationId}`, async () => {
        expectDescribed(operationId, await everyOperation[operationId](system.anonymous), 403, "Forbidden");
      });
    }

    it("accepts a signed message", async () => {
      expectDescribed("postMessage", await system.post(aMessage().raw), 202);
    });
  });

  describe("with tokens", () => {
    let system: TokenSystem;
    before(async () => {
      system = await startTokenSystem();
    });
    after(async () => system?.stop());

    for (const operationId of operationIds) {
      it(`responds 401 to ${operationId} without a token and with an invalid one`, async () => {
        const without = await everyOperation[operationId](system.anonymous);
        expectDescribed(operationId, without, 401);
        expect(without.headers.get("www-authenticate")).to.equal("Bearer");
        const wrong = await everyOperation[operationId](system.withToken("wrong"));
        expectDescribed(operationId, wrong, 401);
        expect(wrong.headers.get("www-authenticate")).to.equal('Bearer error="invalid_token"');
      });
    }

    it("lists a company's own messages, and responds 403 to another company's list", async () => {
      const company_id = randomUUID();
      const caller = await system.asCompany(company_id);
      expectDescribed("listMessages", await caller.call(`/messages?company_id=${company_id}`), 200);
      const others = await caller.call(`/messages?company_id=${randomUUID()}`);
      expectDescribed("listMessages", others, 403, "OtherCompany");
      expectDescribed("getMessage", await caller.get(randomUUID()), 404);
    });

    it("responds 500 when the issuer is unreachable", async () => {
      const orphan = await startSystemWithoutIssuer();
      try {
        for (const operationId of operationIds)
          expectDescribed(operationId, await everyOperation[operationId](orphan.caller), 500);
      } finally {
        await orphan.system.stop();
      }
    });
  });
});
