import { createHash } from "node:crypto";
import { decodeCursor, encodeCursor } from "@message-handler/domain/cursor.ts";
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
import { fakeIndex, type QueryRequest } from "./testing/fake-index.ts";
import type { Script } from "@message-handler/aws-client/testing/fake-aws.ts";
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
const inCircles = <A>(values: readonly A[]): (() => A) => {
  let turn = 0;
  return () => values[(turn += 1) % values.length] as A;
};
const sha256 = (text: string): string => createHash("sha256").update(text, "utf8").digest("hex");
const position = ({ received_at, message_id }: ListPosition): ListPosition => ({ received_at, message_id });

describe("makeListRecords", () => {
  const fake = useFakeDynamoDb();
  const list = (query: ListQuery, after?: ListPosition, timeLeft = () => 9000) =>
    makeListRecords({
      client: fake().client,
      table: "records",
      index: "by_company",
      rejectedIndex: "rejected_by_company",
      longestReadMs: 7000,
    })(query, after, timeLeft);
  const hold = (records: readonly MessageRecord[], pageCap = () => 1_000_000) => {
    fake().aws.answer(fakeIndex(records.map(toRecordItem), pageCap));
  };
  const requests = () => fake().aws.requests.map(({ body }) => JSON.parse(body) as QueryRequest);
  const allPages = async (query: ListQuery, timeLeft?: () => number, onPage = () => {}) => {
    const pages = [];
    let after: ListPosition | undefined;
    do {
      onPage();
      const page = assertRight(await list(query, after, timeLeft));
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
      assertRight(await list({ ...aListQuery, ...range, status: "Processed" }));
      expect(requests()[0]).to.deep.include({
        KeyConditionExpression: `company_id = :company_id${condition}`,
        FilterExpression: "#status = :status",
        ExpressionAttributeNames: { "#status": "status" },
      });
    });

  it("queries the index of rejected records for those, without a filter", async () => {
    hold([]);
    const after = { received_at: at(5), message_id: "sha256:x" };
    assertRight(await list({ ...aListQuery, from: at(1), status: "Rejected" }, after));
    expect(requests()[0]).to.deep.equal({
      TableName: "records",
      IndexName: "rejected_by_company",
      KeyConditionExpression: "rejected_company_id = :company_id AND received_at >= :from",
      ExpressionAttributeValues: { ":company_id": { S: aCompanyId }, ":from": { S: at(1) } },
      ScanIndexForward: false,
      Limit: 26,
      ExclusiveStartKey: {
        rejected_company_id: { S: aCompanyId },
        received_at: { S: at(5) },
        message_id: { S: "sha256:x" },
      },
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

  it("returns every match once and in order, whatever DynamoDB's own pages hold, time is left and reads fail", async () => {
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
    const some = <A>(each: fc.Arbitrary<A>) => fc.array(each, { minLength: 1, maxLength: 5 });
    const caps = some(fc.integer({ min: 1, max: 12 }));
    const times = some(fc.constantFrom(9000, 7000, 6999, 0));
    // A read that fails is the second of a page at the earliest: the first would fail the page.
    const failures = some(fc.boolean());
    await fc.assert(
      fc.asyncProperty(
        records,
        queries,
        caps,
        times,
        failures,
        async (rows, query, caps, times, failures) => {
          const all = rows.map(([ms, status, company], n) => aRecord(n, ms, status, company));
          const [cap, time, fails] = [inCircles(caps), inCircles(times), inCircles(failures)];
          let isFirst = true;
          const script = fakeIndex(all.map(toRecordItem), cap);
          fake().aws.answer((request) => {
            const answer = !isFirst && fails() ? "reset" : script(request);
            isFirst = false;
            return answer;
          });
          const pages = await allPages(query, time, () => {
            isFirst = true;
          });
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
          for (const { items } of pages) expect(items.length).to.be.at.most(query.limit);
          for (const { next } of pages.slice(0, -1))
            assertRight(decodeCursor(sha256, query, encodeCursor(sha256, query, next as ListPosition)));
        },
      ),
      { numRuns: 200 },
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

  /** One company's records, of which only these have the other status. */
  const manyBut = (total: number, status: string, few: readonly number[]) =>
    Array.from({ length: total }, (_, n) =>
      aRecord(n, n, few.includes(n) ? status : status === "Rejected" ? "Processed" : "Rejected"),
    );

  it("finds the rejected records among very many by one read", async () => {
    const records = manyBut(5000, "Rejected", [3, 2500, 4999]);
    hold(records);
    const page = assertRight(await list({ ...aListQuery, status: "Rejected" }));
    expect(page.items.map(position)).to.deep.equal(
      [4999, 2500, 3].map((n) => position(records[n] as MessageRecord)),
    );
    expect(page.next).to.equal(undefined);
    expect(requests()).to.have.length(1);
  });

  it("reads five times at most for processed records among very many rejected ones, and goes on from there", async () => {
    const records = manyBut(9000, "Processed", [0, 4000, 8999]);
    hold(records);
    const query: ListQuery = { ...aListQuery, status: "Processed", order: "asc" };
    const page = assertRight(await list(query));
    expect(requests().map(({ Limit }) => Limit)).to.deep.equal([26, 1300, 2000, 2000, 2000]);
    expect(page.items.map(position)).to.deep.equal(
      [0, 4000].map((n) => position(records[n] as MessageRecord)),
    );
    expect(page.next).to.deep.equal(position(records[7325] as MessageRecord));
    const rest = await allPages(query);
    expect(rest.map(({ items }) => items.length)).to.deep.equal([2, 1]);
  });

  it("reads little more than a page where most records match", async () => {
    hold(manyBut(5000, "Rejected", [4990]));
    const page = assertRight(await list({ ...aListQuery, status: "Processed" }));
    expect(page.items).to.have.length(25);
    expect(requests().map(({ Limit }) => Limit)).to.deep.equal([26, 3]);
  });

  it("begins no further read with less time left than a read may take, however slow the reads before it were", async () => {
    const records = manyBut(5000, "Processed", [0]);
    hold(records);
    const query: ListQuery = { ...aListQuery, status: "Processed", limit: 9 };
    // Each read takes 1.2 s of an invocation's 9 s.
    const page = assertRight(await list(query, undefined, () => 9000 - 1200 * requests().length));
    expect(requests()).to.have.length(2);
    expect(page).to.deep.equal({ items: [], next: position(records[5000 - 2010] as MessageRecord) });
    // With no time at all, a page still makes one read.
    expect(assertRight(await list(query, page.next, () => 0)).next).to.deep.equal(
      position(records[5000 - 2020] as MessageRecord),
    );
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

  const failingAfter = (reads: number, answer: ReturnType<Script>): Script => {
    const script = fakeIndex(
      [1, 2, 3].map((n) => toRecordItem(aRecord(n, n, "Processed"))),
      () => 1,
    );
    let turn = 0;
    return (request) => ((turn += 1) > reads ? answer : script(request));
  };

  it("returns a failure when a page's first read fails", async () => {
    fake().aws.answer(failingAfter(0, "reset"));
    expect(assertLeft(await list(aListQuery))).to.include({ code: "ECONNRESET", needsOperator: false });
  });

  it("ends the page when a further read fails, so that the next page goes on, and tells of the failure", async () => {
    fake().aws.answer(failingAfter(2, "reset"));
    const page = assertRight(await list({ ...aListQuery, order: "asc" }));
    expect(page.items).to.have.length(2);
    expect(page.next).to.deep.equal(page.items.map(position).at(-1));
    expect(page.cutShort?.code).to.equal("ECONNRESET");
  });

  it("returns a failure of any read that an operator must act on", async () => {
    const denied = { status: 400, body: JSON.stringify({ __type: "AccessDeniedException" }) };
    fake().aws.answer(failingAfter(2, denied));
    expect(assertLeft(await list(aListQuery))).to.include({
      code: "AccessDeniedException",
      needsOperator: true,
    });
  });
});
