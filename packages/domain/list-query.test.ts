import { expect } from "chai";
import * as fc from "fast-check";
import { assertLeft, assertRight } from "./testing/assert-either.ts";
import { aCompanyId } from "./testing/fixtures.ts";
import { decodeListQuery } from "./list-query.ts";
import { Uuid } from "./uuid.ts";

const company_id = aCompanyId;

describe("decodeListQuery", () => {
  it("defaults to the newest 25 records of a company", () => {
    expect(assertRight(decodeListQuery({ company_id }))).to.deep.equal({
      company_id,
      limit: 25,
      order: "desc",
    });
  });

  it("decodes every parameter", () => {
    const query = decodeListQuery({
      company_id: company_id.toUpperCase(),
      status: "Rejected",
      from: "2023-12-10T22:00:00+01:00",
      to: "2023-12-10T23:00:00.5Z",
      limit: "100",
      order: "asc",
      cursor: "validated elsewhere",
    });
    expect(assertRight(query)).to.deep.equal({
      company_id,
      status: "Rejected",
      from: "2023-12-10T21:00:00.000Z",
      to: "2023-12-10T23:00:00.500Z",
      limit: 100,
      order: "asc",
    });
  });

  it("treats an undefined parameter as absent", () => {
    assertRight(decodeListQuery({ company_id, status: undefined, limit: undefined, cursor: undefined }));
  });

  it("rounds bounds finer than a millisecond inwards", () => {
    const query = assertRight(
      decodeListQuery({ company_id, from: "2023-12-10T22:00:00.0005Z", to: "2023-12-10T22:00:00.0019Z" }),
    );
    expect([query.from, query.to]).to.deep.equal(["2023-12-10T22:00:00.001Z", "2023-12-10T22:00:00.001Z"]);
  });

  it("accepts each limit from 1 to 100 and no other number", () => {
    fc.assert(
      fc.property(fc.integer({ min: -1_000, max: 1_000 }), (limit) => {
        const decoded = decodeListQuery({ company_id, limit: String(limit) });
        if (limit >= 1 && limit <= 100) expect(assertRight(decoded).limit).to.equal(limit);
        else expect(assertLeft(decoded)[0]?.parameter).to.equal("limit");
      }),
    );
  });

  const wrong: Record<string, readonly string[]> = {
    company_id: ["", "x", ` ${company_id}`, `${company_id},${company_id}`],
    status: ["", "processed", "Processed ", "Processed,Rejected", "__proto__"],
    from: ["", "2023-12-10", "2023-02-30T00:00:00Z", "2023-12-10T22:00:00 01:00", "1702245758"],
    to: ["", "now", "2023-12-10T24:00:00Z"],
    limit: ["", "0", "00", "01", "1.0", "1e1", "+1", " 1", "101", "0x10", "ten", "１"],
    order: ["", "ASC", "descending", "desc "],
  };
  for (const [parameter, values] of Object.entries(wrong))
    for (const value of values)
      it(`names ${parameter} when it is ${JSON.stringify(value)}`, () => {
        const errors = assertLeft(decodeListQuery({ company_id, [parameter]: value }));
        expect(errors.map((error) => error.parameter)).to.deep.equal([parameter]);
        expect(errors[0]?.expected).to.be.a("string").and.not.equal("");
      });

  it("says how a plus is written when a bound has a blank, which an unescaped plus becomes", () => {
    const expectedOf = (from: string): string | undefined =>
      assertLeft(decodeListQuery({ company_id, from }))[0]?.expected;
    expect(expectedOf("2023-12-10T22:00:00 01:00")).to.equal(
      "an RFC 3339 date-time with a zone, a plus in it written as %2B",
    );
    expect(expectedOf("2023-12-10")).to.equal("an RFC 3339 date-time with a zone");
    expect(assertLeft(decodeListQuery({ company_id: "a b" }))[0]?.expected).not.to.include("%2B");
  });

  it("requires a company_id", () => {
    expect(assertLeft(decodeListQuery({}))).to.deep.equal([{ parameter: "company_id", expected: Uuid.name }]);
  });

  it("names every invalid and every unknown parameter", () => {
    const errors = assertLeft(
      decodeListQuery({ limit: "0", order: "up", Status: "Processed", toString: "x" }),
    );
    expect(errors.map(({ parameter }) => parameter)).to.have.members([
      "company_id",
      "limit",
      "order",
      "Status",
      "toString",
    ]);
  });
});
