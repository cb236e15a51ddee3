import { assertLeft, assertRight } from "@message-handler/domain/testing/assert-either.ts";
import {
  aCompanyId,
  aMessageId,
  anotherCompanyId,
  aProcessedRecord,
} from "@message-handler/domain/testing/fixtures.ts";
import type { TransientFailure } from "@message-handler/domain/failure.ts";
import type { ListPosition, ListRecords } from "@message-handler/domain/ports.ts";
import type { RecordSummary } from "@message-handler/domain/record.ts";
import { sha256 } from "@message-handler/lambda-kit/sha256.ts";
import { expect } from "chai";
import * as E from "fp-ts/lib/Either.js";
import { aQuery, throttled } from "./proxy-event.fixture.ts";
import { makeListMessages, type ListMessages } from "./list-messages.ts";

const { message: _raw, ...summary } = aProcessedRecord;
const position: ListPosition = { received_at: "2023-12-10T22:02:39.123Z", message_id: aMessageId };
const company_id = [aCompanyId];

const empty: ListRecords = async () => E.right({ items: [], next: undefined });
const timeLeft = () => 9000;

const onCutShort = ({ detail }: TransientFailure) => expect.fail(detail);

type Request = Omit<Parameters<ListMessages>[0], "timeLeft" | "onCutShort">;

const list = (listRecords: ListRecords) => {
  const listMessages = makeListMessages({ listRecords, sha256 });
  return async (request: Request) => listMessages({ timeLeft, onCutShort, ...request });
};

/** A list that remembers what it was asked, and says that there is more. */
const aRecordingList = () => {
  const asked: Parameters<ListRecords>[] = [];
  const listRecords: ListRecords = async (...question) => {
    asked.push(question);
    return E.right({ items: [summary], next: position });
  };
  return { asked, listMessages: list(listRecords) };
};

type Query = Readonly<Record<string, readonly string[]>>;

const problemOf = async (query: Query, callerCompany?: string) => {
  const request = { parameters: aQuery(query), ...(callerCompany === undefined ? {} : { callerCompany }) };
  const failure = assertLeft(await list(empty)(request));
  if (failure.kind !== "Problem") throw new Error(`expected a problem, found ${failure.code}`);
  return failure.problem;
};

const cursorFor = async (query: Query): Promise<string> => {
  const page = assertRight(await aRecordingList().listMessages({ parameters: aQuery(query) }));
  return (JSON.parse(page) as { readonly next_cursor: string }).next_cursor;
};

/** A thousand records, paged as the port promises. */
const aThousand: readonly RecordSummary[] = Array.from({ length: 1000 }, (_, n) => ({
  ...summary,
  message_id: `00000000-0000-4000-8000-${String(n).padStart(12, "0")}`,
}));
const listThousand: ListRecords = async ({ limit }, after) => {
  const start =
    after === undefined ? 0 : aThousand.findIndex(({ message_id }) => message_id === after.message_id) + 1;
  const items = aThousand.slice(start, start + limit);
  const last = items.at(-1);
  return E.right({ items, next: start + limit < aThousand.length ? last : undefined });
};

describe("makeListMessages", () => {
  it("answers with a page and a null cursor on the last page", async () => {
    const none = assertRight(await list(empty)({ parameters: aQuery({ company_id }) }));
    expect(JSON.parse(none)).to.deep.equal({ items: [], next_cursor: null });
    const { listMessages } = aRecordingList();
    const page = JSON.parse(
      assertRight(await listMessages({ parameters: aQuery({ company_id }) })),
    ) as object;
    expect(page).to.have.property("next_cursor").that.is.a("string");
    expect(page).to.have.property("items").that.deep.equals([summary]);
  });

  it("passes the parameters, the cursor's position and the time that is left to the store", async () => {
    const { asked, listMessages } = aRecordingList();
    const query = { company_id, status: ["Rejected"], order: ["asc"], limit: ["7"] };
    const cursor = await cursorFor(query);
    await listMessages({ parameters: aQuery({ ...query, cursor: [cursor] }) });
    expect(asked).to.deep.equal([
      [{ company_id: aCompanyId, status: "Rejected", order: "asc", limit: 7 }, position, timeLeft],
    ]);
  });

  it("pages through a thousand records without a gap or a duplicate", async () => {
    for (const limit of ["1", "7", "100"]) {
      const ids: string[] = [];
      let cursor: string | null = null;
      do {
        const parameters = aQuery({
          company_id,
          limit: [limit],
          ...(cursor === null ? {} : { cursor: [cursor] }),
        });
        const page = JSON.parse(assertRight(await list(listThousand)({ parameters }))) as {
          readonly items: readonly RecordSummary[];
          readonly next_cursor: string | null;
        };
        ids.push(...page.items.map(({ message_id }) => message_id));
        cursor = page.next_cursor;
      } while (cursor !== null);
      expect(ids).to.deep.equal(aThousand.map(({ message_id }) => message_id));
    }
  });

  const bad: readonly (readonly [string, Query])[] = [
    ["company_id", {}],
    ["company_id", { company_id: ["s3cr3t"] }],
    ["company_id", { company_id: [aCompanyId, aCompanyId] }],
    ["limit", { company_id, limit: ["0"] }],
    ["limit", { company_id, limit: ["101"] }],
    ["limit", { company_id, limit: ["1", "2"] }],
    ["status", { company_id, status: ["processed"] }],
    ["order", { company_id, order: ["up"] }],
    ["from", { company_id, from: ["2023-02-30T00:00:00Z"] }],
    ["to", { company_id, to: ["2023-12-10"] }],
    ["cursor", { company_id, cursor: [""] }],
    ["cursor", { company_id, cursor: ["s3cr3t"] }],
    ["company", { company_id, company: [aCompanyId] }],
    ["__proto__", { company_id, ["__proto__"]: ["x"] }],
    ["a parameter", { company_id, "s3cr3t?": ["x"] }],
  ];
  for (const [parameter, query] of bad) {
    it(`refuses ${JSON.stringify(query)}, naming ${parameter}`, async () => {
      const problem = await problemOf(query);
      expect(problem).to.include({ status: 400, code: "InvalidParameter", parameter });
      expect(problem.detail).to.contain(`${parameter}: expected`);
      expect(problem.detail).not.to.contain("s3cr3t");
    });
  }

  it("names every invalid parameter", async () => {
    const { detail } = await problemOf({ limit: ["0"], order: ["up"] });
    expect(detail)
      .to.contain("company_id: expected")
      .and.contain("limit: expected")
      .and.contain("order: expected");
  });

  it("refuses a cursor that was changed or made for another query", async () => {
    const cursor = await cursorFor({ company_id });
    const changed = `${cursor.startsWith("A") ? "B" : "A"}${cursor.slice(1)}`;
    const queries: readonly Query[] = [
      { company_id, cursor: [changed] },
      { company_id: [anotherCompanyId], cursor: [cursor] },
      { company_id, status: ["Rejected"], cursor: [cursor] },
      { company_id, order: ["asc"], cursor: [cursor] },
    ];
    for (const query of queries)
      expect(await problemOf(query)).to.include({ status: 400, parameter: "cursor" });
  });

  it("lists only the caller's own company where the gateway names it", async () => {
    expect(await problemOf({ company_id: [anotherCompanyId] }, aCompanyId)).to.include({ status: 403 });
    expect(await problemOf({ company_id }, "")).to.include({ status: 403 });
    const own = { parameters: aQuery({ company_id: [aCompanyId.toUpperCase()] }), callerCompany: aCompanyId };
    assertRight(await list(empty)(own));
  });

  it("returns the store's failure", async () => {
    const failing = list(async () => E.left(throttled));
    expect(assertLeft(await failing({ parameters: aQuery({ company_id }) }))).to.equal(throttled);
  });
});
