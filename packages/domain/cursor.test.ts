import { createHash } from "node:crypto";
import { expect } from "chai";
import * as fc from "fast-check";
import { assertLeft, assertRight } from "./testing/assert-either.ts";
import { decodeCursor, encodeCursor } from "./cursor.ts";
import { aListQuery, aMessageId, anotherCompanyId } from "./testing/fixtures.ts";
import type { ListQuery } from "./list-query.ts";
import { toContentKey } from "./record.ts";

const sha256 = (text: string): string => createHash("sha256").update(text, "utf8").digest("hex");

const instants = fc
  .date({ min: new Date(0), max: new Date("9999-12-31T23:59:59.999Z"), noInvalidDate: true })
  .map((date) => date.toISOString());
const keys = fc.oneof(
  fc.uuid(),
  fc.string().map((text) => toContentKey(sha256(text))),
);
const positions = fc.record({ received_at: instants, message_id: keys });
const queries: fc.Arbitrary<ListQuery> = fc.record(
  {
    company_id: fc.uuid(),
    status: fc.constantFrom("Processed" as const, "Rejected" as const),
    limit: fc.integer({ min: 1, max: 100 }),
    order: fc.constantFrom("asc" as const, "desc" as const),
  },
  { requiredKeys: ["company_id", "limit", "order"] },
);

const position = { received_at: "2023-12-10T22:02:39.123Z", message_id: aMessageId };
const cursor = encodeCursor(sha256, aListQuery, position);
const BASE64URL = "ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789-_";

describe("the cursor of a list", () => {
  it("decodes to the position for the query it was made for", () => {
    fc.assert(
      fc.property(queries, positions, (query, position) => {
        const decoded = decodeCursor(sha256, query, encodeCursor(sha256, query, position));
        expect(assertRight(decoded)).to.deep.equal(position);
      }),
    );
  });

  it("needs no escape in a URL", () => {
    fc.assert(
      fc.property(queries, positions, (query, position) => {
        expect(encodeCursor(sha256, query, position)).to.match(/^[A-Za-z0-9_-]+$/);
      }),
    );
  });

  it("stays valid when only the limit changes", () => {
    assertRight(decodeCursor(sha256, { ...aListQuery, limit: 7 }, cursor));
  });

  it("is invalid with any one character changed", () => {
    for (let at = 0; at < cursor.length; at += 1)
      for (const character of `${BASE64URL}+/=%. `) {
        const changed = cursor.slice(0, at) + character + cursor.slice(at + 1);
        if (changed !== cursor) assertLeft(decodeCursor(sha256, aListQuery, changed));
      }
  });

  it("is invalid when padded, cut, continued or spaced, though it decodes alike", () => {
    // Made so that its last character has bits to spare: several characters decode to the same bytes.
    const cursors = [position, { ...position, message_id: toContentKey(sha256("x")) }].map((at) =>
      encodeCursor(sha256, aListQuery, at),
    );
    for (const text of cursors)
      for (const changed of [`${text}=`, `${text}==`, text.slice(0, -1), `${text}A`, ` ${text}`, `${text}\n`])
        assertLeft(decodeCursor(sha256, aListQuery, changed));
  });

  it("is invalid when its JSON is written another way", () => {
    const json = Buffer.from(cursor, "base64url").toString();
    const rewritten = Buffer.from(json.replace(",", ", ")).toString("base64url");
    assertLeft(decodeCursor(sha256, aListQuery, rewritten));
  });

  const bounded: ListQuery = {
    ...aListQuery,
    status: "Rejected",
    from: "2023-01-01T00:00:00.000Z",
    to: "2023-12-31T00:00:00.000Z",
  };
  const otherParts: Required<Omit<ListQuery, "limit">> = {
    company_id: anotherCompanyId,
    status: "Processed",
    order: "asc",
    from: "2023-01-01T00:00:00.001Z",
    to: "2023-12-30T00:00:00.000Z",
  };
  const otherQueries: readonly (readonly [string, ListQuery])[] = [
    ...Object.entries(otherParts).map(([part, value]) => [part, { ...bounded, [part]: value }] as const),
    ["set of filters", aListQuery],
  ];
  for (const [what, other] of otherQueries)
    it(`is invalid for a query with another ${what}`, () => {
      const made = encodeCursor(sha256, bounded, position);
      assertRight(decodeCursor(sha256, bounded, made));
      assertLeft(decodeCursor(sha256, other, made));
      assertLeft(decodeCursor(sha256, bounded, encodeCursor(sha256, other, position)));
    });

  it("is invalid when its position lies outside the range, even with a matching seal", () => {
    for (const received_at of ["2022-12-31T23:59:59.999Z", "2023-12-31T00:00:00.001Z"])
      assertLeft(decodeCursor(sha256, bounded, encodeCursor(sha256, bounded, { ...position, received_at })));
  });

  it("is invalid without a position, even with a matching seal", () => {
    for (const wrong of [
      { ...position, received_at: "yesterday" },
      { ...position, message_id: "x" },
      { ...position, message_id: aMessageId.toUpperCase() },
    ])
      assertLeft(decodeCursor(sha256, aListQuery, encodeCursor(sha256, aListQuery, wrong)));
  });

  it("is reported as the parameter cursor, whatever the text", () => {
    fc.assert(
      fc.property(fc.oneof(fc.string({ unit: "binary" }), fc.base64String()), (text) => {
        expect(assertLeft(decodeCursor(sha256, aListQuery, text)).parameter).to.equal("cursor");
      }),
    );
  });
});
