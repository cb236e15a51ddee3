import { type AttributeValue, BatchWriteItemCommand } from "@aws-sdk/client-dynamodb";
import { SendMessageBatchCommand } from "@aws-sdk/client-sqs";
import { expect } from "chai";
import { randomUUID } from "node:crypto";
import { aMessage } from "./testing/message.ts";
import type { Answer } from "./testing/api-caller.ts";
import { startSystem, type RunningSystem } from "./testing/running-system.ts";
import { until } from "@message-handler/local-cloud/testing";

type Item = { readonly message_id: string; readonly received_at: string; readonly status: string };
type Page = { readonly items: readonly Item[]; readonly next_cursor: string | null };

const total = 1000;

const companyWithFew = { Processed: randomUUID(), Rejected: randomUUID() };
const idOf = (rare: keyof typeof companyWithFew, n: number): string =>
  `${rare === "Rejected" ? 1 : 2}0000000-0000-4000-8000-${String(n).padStart(12, "0")}`;

const expectNamed = (answer: Answer, parameter: string): void => {
  expect(answer.status, answer.text).to.equal(400);
  expect(answer.headers.get("content-type")).to.match(/^application\/problem\+json/);
  expect(answer.json?.["detail"]).to.be.a("string").and.include(parameter);
};

describe("GET /messages", function () {
  this.timeout(120_000);
  const company_id = randomUUID();
  let system: RunningSystem;

  const list = async (query: Readonly<Record<string, string>>): Promise<Answer> =>
    system.call(`/messages?${new URLSearchParams({ company_id, ...query }).toString()}`);
  const page = async (query: Readonly<Record<string, string>>): Promise<Page> => {
    const answer = await list(query);
    expect(answer.status, answer.text).to.equal(200);
    return answer.json as unknown as Page;
  };
  /** Every page of a listing; all but the last must be full. */
  const collect = async (query: Readonly<Record<string, string>> & { readonly limit: string }) => {
    const items: Item[] = [];
    let cursor: string | null | undefined;
    while (cursor !== null) {
      const { items: some, next_cursor }: Page = await page({
        ...query,
        ...(cursor === undefined ? {} : { cursor }),
      });
      if (next_cursor !== null) expect(some).to.have.length(Number(query.limit));
      items.push(...some);
      cursor = next_cursor;
    }
    return items;
  };

  before(async () => {
    system = await startSystem();
    // Every seventh is invalid.
    const messages = Array.from({ length: total }, (_, index) =>
      aMessage({ company_id, ...(index % 7 === 0 ? { message_time: "never" } : {}) }),
    );
    for (let start = 0; start < total; start += 10) {
      const Entries = messages
        .slice(start, start + 10)
        .map(({ raw }, index) => ({ Id: `${index}`, MessageBody: raw }));
      await system.sqs.send(new SendMessageBatchCommand({ QueueUrl: system.outputs.queue_url, Entries }));
    }
    await until("all are recorded", async () => (await system.items()).length === total, 100);
  });
  after(async () => system.stop());

  for (const limit of ["7", "100"]) {
    for (const order of ["asc", "desc"]) {
      it(`pages through all records, ${limit} at a time, ${order}, without gaps or duplicates`, async () => {
        const items = await collect({ limit, order });
        expect(new Set(items.map(({ message_id }) => message_id)).size).to.equal(total);
        const times = items.map(({ received_at }) => received_at);
        const sorted = order === "asc" ? times.toSorted() : times.toSorted().toReversed();
        expect(times).to.deep.equal(sorted);
      });
    }
  }

  it("fills its pages under a filter", async () => {
    const rejected = await collect({ limit: "9", status: "Rejected" });
    expect(rejected).to.have.length(Math.ceil(total / 7));
    // From another index, and the same to the last field.
    const all = await collect({ limit: "100" });
    expect(rejected).to.have.deep.members(all.filter(({ status }) => status === "Rejected"));
    expect(await collect({ limit: "100", status: "Processed" })).to.have.length(total - rejected.length);
  });

  describe("of a company with thousands of records, where each query of the index takes 1.2 s", () => {
    const slow = { service: "dynamodb", operation: "Query", effect: { type: "latency", ms: 1200 } };
    const many = 2500;
    const few = [7, 1300, 2490];
    const opposite = { Processed: "Rejected", Rejected: "Processed" } as const;
    type Status = keyof typeof opposite;

    /** One of the records as it is stored, as JSON. */
    const sampleOf = async (status: Status): Promise<string> => {
      const [record] = (await page({ status, limit: "1" })).items;
      return JSON.stringify(await system.item(record?.message_id ?? ""));
    };
    const store = async (items: readonly Record<string, AttributeValue>[]): Promise<void> => {
      const requests = items.map((Item) => ({ PutRequest: { Item } }));
      const table = system.outputs.messages_table;
      for (let start = 0; start < requests.length; start += 25)
        await system.dynamodb.send(
          new BatchWriteItemCommand({ RequestItems: { [table]: requests.slice(start, start + 25) } }),
        );
    };
    /** A company's records: like the samples, but for company, id and time. */
    const toItems = (rare: Status, samples: Readonly<Record<Status, string>>) =>
      Array.from({ length: many }, (_, n) => {
        const sample = samples[few.includes(n) ? rare : opposite[rare]];
        const item = JSON.parse(sample.replaceAll(company_id, companyWithFew[rare])) as object;
        const received_at = { S: new Date(1_700_000_000_000 + n).toISOString() };
        return { ...item, message_id: { S: idOf(rare, n) }, received_at };
      });
    before(async () => {
      const samples = { Processed: await sampleOf("Processed"), Rejected: await sampleOf("Rejected") };
      await store([...toItems("Processed", samples), ...toItems("Rejected", samples)]);
      await system.setFaults(slow);
    });
    after(async () => system.setFaults());

    it("lists the few rejected ones in one page", async () => {
      const { items, next_cursor } = await page({
        company_id: companyWithFew.Rejected,
        status: "Rejected",
        order: "asc",
      });
      expect(items.map(({ message_id }) => message_id)).to.deep.equal(few.map((n) => idOf("Rejected", n)));
      expect(next_cursor).to.equal(null);
    });

    it("lists the few processed ones in pages that end in time and go on where they ended", async () => {
      const query = { company_id: companyWithFew.Processed, status: "Processed", order: "asc" };
      const first = await page(query);
      const second = await page({ ...query, cursor: first.next_cursor ?? "" });
      expect([first, second].map(({ items }) => items.map(({ message_id }) => message_id))).to.deep.equal(
        [few.slice(0, 2), few.slice(2)].map((ns) => ns.map((n) => idOf("Processed", n))),
      );
      expect(second.next_cursor).to.equal(null);
    });
  });

  it("returns 25 records by default, newest first, without the messages", async () => {
    const { items, next_cursor } = await page({});
    expect(items).to.have.length(25);
    expect(items).to.deep.equal((await page({ order: "desc", limit: "25" })).items);
    expect(next_cursor).to.be.a("string");
    for (const item of items) expect(item).not.to.have.property("message");
  });

  it("returns the records in a time range, both bounds included", async () => {
    const all = await collect({ limit: "100", order: "asc" });
    const [from, to] = [all[300]?.received_at ?? "", all[600]?.received_at ?? ""];
    const between = await collect({ limit: "100", order: "asc", from, to });
    expect(between).to.deep.equal(all.filter(({ received_at }) => received_at >= from && received_at <= to));
  });

  it("returns an empty page for a company without messages", async () => {
    expect(await page({ company_id: randomUUID() })).to.deep.equal({ items: [], next_cursor: null });
  });

  const bad: Readonly<Record<string, Readonly<Record<string, string>>>> = {
    limit: { limit: "0" },
    status: { status: "Lost" },
    order: { order: "up" },
    from: { from: "2023-02-30T00:00:00Z" },
    to: { to: "tomorrow" },
    company_id: { company_id: "42" },
    cursor: { cursor: "bm9uc2Vuc2U" },
  };
  for (const [parameter, query] of Object.entries(bad)) {
    it(`rejects an invalid ${parameter} and names it`, async () => {
      expectNamed(await list(query), parameter);
    });
  }

  it("says how a plus is written where an unescaped one became a blank", async () => {
    const from = "2023-01-01T00:00:00+01:00";
    const answer = await system.call(`/messages?company_id=${randomUUID()}&from=${from}`);
    expectNamed(answer, "from");
    expect(answer.json?.["detail"]).to.include("%2B");
    expect((await page({ from })).items).not.to.be.empty;
  });

  it("rejects a cursor that was changed, or that belongs to another query", async () => {
    const { next_cursor } = await page({ limit: "10" });
    const cursor = next_cursor ?? "";
    const changed = cursor.slice(0, 5) + (cursor[5] === "A" ? "B" : "A") + cursor.slice(6);
    expectNamed(await list({ cursor: changed }), "cursor");
    expectNamed(await list({ cursor, company_id: randomUUID() }), "cursor");
    expectNamed(await list({ cursor, status: "Processed" }), "cursor");
    expectNamed(await list({ cursor, order: "asc" }), "cursor");
    expect((await list({ cursor, limit: "50" })).status).to.equal(200);
  });

  it("rejects an id that is not one", async () => {
    expectNamed(await system.get("42"), "message_id");
  });
});
