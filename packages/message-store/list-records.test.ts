import { assertLeft, assertRight } from "@message-handler/domain/testing/assert-either.ts";
import {
  aCompanyId,
  aListQuery,
  anotherCompanyId,
  aProcessedRecord,
  aRejectedRecord,
} from "@message-handler/domain/testing/fixtures.ts";
import type { ListQuery } from "@message-handler/domain/list-query.ts";
import type { ListPosition } from "@message-handler/domain/ports.ts";
import type { MessageRecord } from "@message-handler/domain/record.ts";
import { expect } from "chai";
import * as fc from "fast-check";
import { fakeIndex } from "./testing/fake-index.ts";
import { makeListRecords } from "./list-records.ts";
import { toRecordItem } from "./persisted-record.ts";
import { useFakeDynamoDb } from "./testing/use-fake-dynamodb.ts";

const at = (ms: number): string => new Date(1_700_000_000_000 + ms).toISOString();
const aRecord = (n: number, ms: number, status: string, company_id = aCompanyId): MessageRecord => ({
  ...(status === "Processed" ? aProcessedRecord : aRejectedRecord),
  message_id: `00000000-0000-4000-8000-${String(n).padStart(12, "0")}`,
  company_id,
  received_at: at(ms),
});
const position = ({ received_at, message_id }: ListPosition): ListPosition => ({ received_at, message_id });

describe("makeListRecords", () => {
  const fake = useFakeDynamoDb();
  const list = (query: ListQuery, after?: ListPosition) =>
    makeListRecords({ client: fake().client, table: "records", index: "by_company" })(query, after);
  const hold = (records: readonly MessageRecord[], pageCap = () => 1_000_000) => {
    fake().aws.answer(fakeIndex(records.map(toRecordItem), pageCap));
  };
  const allPages = async (query: ListQuery) => {
    const pages = [];
    let after: ListPosition | undefined;
    do {
      const page = assertRight(await list(query, after));
      pages.push(page);
      after = page.next;
    } while (after !== undefined);
    return pages;
  };

  it("queries the index for a company's records, newest first", async () => {
    hold([]);
    expect(assertRight(await list(aListQuery))).to.deep.equal({ items: [], next: undefined });
    expect(fake().aws.requests[0]?.headers["x-amz-target"]).to.equal("DynamoDB_20120810.Query");
    expect(JSON.parse(fake().aws.requests[0]?.body ?? "")).to.deep.equal({
      TableName: "records",
      IndexName: "by_company",
      KeyConditionExpression: "company_id = :company_id",
      ExpressionAttributeValues: { ":company_id": { S: aCompanyId } },
      ScanIndexForward: false,
      Limit: 26,
    });
  });

  const ranges: readonly [string, Partial<ListQuery>, string][] = [
    ["from", { from: at(1) }, " AND received_at >= :from"],
    ["to", { to: at(2) }, " AND received_at <= :to"],
    ["from and to", { from: at(1), to: at(2) }, " AND received_at BETWEEN :from AND :to"],
  ];
  for (const [what, range, condition] of ranges)
    it(`puts ${what} into the key condition`, async () => {
      hold([]);
      assertRight(await list({ ...aListQuery, ...range, status: "Rejected" }));
      expect(JSON.parse(fake().aws.requests[0]?.body ?? "")).to.deep.include({
        KeyConditionExpression: `company_id = :company_id${condition}`,
        FilterExpression: "#status = :status",
        ExpressionAttributeNames: { "#status": "status" },
      });
    });

  it("returns nothing for a range whose bounds are reversed, without a query", async () => {
    hold([]);
    const page = assertRight(await list({ ...aListQuery, from: at(2), to: at(1) }));
    expect(page).to.deep.equal({ items: [], next: undefined });
    expect(fake().aws.requests).to.have.length(0);
  });

  it("starts after a position, in the query's own company", async () => {
    hold([]);
    assertRight(await list(aListQuery, { received_at: at(5), message_id: "sha256:x" }));
    expect(JSON.parse(fake().aws.requests[0]?.body ?? "")).to.deep.include({
      ExclusiveStartKey: {
        company_id: { S: aCompanyId },
        received_at: { S: at(5) },
        message_id: { S: "sha256:x" },
      },
    });
  });

  it("returns every match once and in order, in full pages, whatever DynamoDB's own pages hold", async () => {
    const records = fc.array(
      fc.tuple(
        fc.nat(20),
        fc.constantFrom("Processed", "Rejected"),
        fc.constantFrom(aCompanyId, anotherCompanyId),
      ),
      { maxLength: 40 },
    );
    const queries = fc.record(
      {
        company_id: fc.constant(aCompanyId),
        status: fc.constantFrom("Processed" as const, "Rejected" as const),
        from: fc.nat(20).map(at),
        to: fc.nat(20).map(at),
        limit: fc.integer({ min: 1, max: 10 }),
        order: fc.constantFrom("asc" as const, "desc" as const),
      },
      { requiredKeys: ["company_id", "limit", "order"] },
    );
    const caps = fc.array(fc.integer({ min: 1, max: 12 }), { minLength: 1, maxLength: 5 });
    await fc.assert(
      fc.asyncProperty(records, queries, caps, async (rows, query, caps) => {
        const all = rows.map(([ms, status, company], n) => aRecord(n, ms, status, company));
        let turn = 0;
        hold(all, () => caps[(turn += 1) % caps.length] ?? 1);
        const pages = await allPages(query);
        const given = pages.flatMap(({ items }) => items.map(position));
        const expected = all
          .filter(({ company_id, status, received_at }) =>
            [
              company_id === query.company_id,
              query.status === undefined || status === query.status,
              query.from === undefined || query.from <= received_at,
              query.to === undefined || received_at <= query.to,
            ].every(Boolean),
          )
          .map(position)
          .toSorted((a, b) => (a.received_at + a.message_id < b.received_at + b.message_id ? -1 : 1));
        expect(given).to.deep.equal(query.order === "asc" ? expected : expected.toReversed());
        for (const page of pages.slice(0, -1)) expect(page.items).to.have.length(query.limit);
        if (expected.length > 0) expect(pages.at(-1)?.items).not.to.have.length(0);
      }),
      { numRuns: 60 },
    );
  });

  it("reads on when DynamoDB's page ends with a full page", async () => {
    const records = [1, 2, 3].map((n) => aRecord(n, n, "Processed"));
    hold(records, () => 1);
    const page = assertRight(await list({ ...aListQuery, order: "asc", limit: 2 }));
    expect(page.items).to.have.length(2);
    expect(page.next).to.deep.equal(position(records[1] as MessageRecord));
    const rest = assertRight(await list({ ...aListQuery, order: "asc", limit: 2 }, page.next));
    expect(rest.items).to.have.length(1);
    expect(rest.next).to.equal(undefined);
  });

  it("searches for a rare status in ever larger reads", async () => {
    const records = Array.from({ length: 2_000 }, (_, n) =>
      aRecord(n, n, n === 3 ? "Rejected" : "Processed"),
    );
    hold(records);
    const page = assertRight(await list({ ...aListQuery, status: "Rejected", limit: 1 }));
    expect(page.items.map(position)).to.deep.equal([position(records[3] as MessageRecord)]);
    expect(page.next).to.equal(undefined);
    const limits = fake().aws.requests.map(({ body }) => (JSON.parse(body) as { Limit: number }).Limit);
    expect(limits).to.deep.equal([2, 4, 8, 16, 32, 64, 128, 256, 512, 1_000]);
  });

  it("leaves raw out even when the index has it", async () => {
    hold([aProcessedRecord]);
    const page = assertRight(await list(aListQuery));
    expect(page.items).to.have.length(1);
    expect(page.items[0]).not.to.have.property("message");
  });

  it("does not treat an answer of a proxy as an empty list", async () => {
    fake().aws.answer(() => ({ status: 200, body: "{}" }));
    expect(assertLeft(await list(aListQuery)).code).to.equal("UnconfirmedAnswer");
  });

  it("fails for an operator on an item that is not a record, and does not skip it", async () => {
    fake().aws.answer(() => ({ status: 200, body: JSON.stringify({ Items: [{ message_id: { S: "x" } }] }) }));
    expect(assertLeft(await list(aListQuery))).to.include({ code: "UnreadableState", needsOperator: true });
  });

  it("returns a failure when the service fails, on any page", async () => {
    const script = fakeIndex(
      [aRecord(1, 1, "Processed"), aRecord(2, 2, "Processed")].map(toRecordItem),
      () => 1,
    );
    let turn = 0;
    fake().aws.answer((request) => ((turn += 1) === 1 ? script(request) : "reset"));
    expect(assertLeft(await list(aListQuery))).to.include({ code: "ECONNRESET", needsOperator: false });
  });
});
