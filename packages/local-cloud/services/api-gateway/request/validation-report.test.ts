import { expect } from "chai";
import { compileModel } from "./models.ts";

const check = (schema: object, body: unknown): string | undefined =>
  compileModel(JSON.stringify(schema))(body);

const cases: readonly (readonly [object, unknown, string])[] = [
  [{ required: ["b", "a"] }, {}, '[object has missing required properties (["a","b"])]'],
  [
    { type: ["array", "null"] },
    1.5,
    '[instance type (number) does not match any allowed primitive type (allowed: ["array","null"])]',
  ],
  [
    { type: "string" },
    null,
    '[instance type (null) does not match any allowed primitive type (allowed: ["string"])]',
  ],
  [{ enum: ["a", 1] }, "b", '[instance value ("b") not found in enum (possible values: ["a",1])]'],
  [{ minLength: 3 }, "😀", '[string "😀" is too short (length: 1, required minimum: 3)]'],
  [{ maxLength: 1 }, "ab", '[string "ab" is too long (length: 2, maximum allowed: 1)]'],
  [{ minimum: 2 }, 1, "[numeric instance is lower than the required minimum (minimum: 2, found: 1)]"],
  [{ maximum: 2 }, 3, "[numeric instance is greater than the required maximum (maximum: 2, found: 3)]"],
  [
    { properties: { a: {} }, additionalProperties: false },
    { z: 1, b: 1 },
    '[object instance has properties which are not allowed by the schema: ["b","z"]]',
  ],
];

describe("request models of API Gateway", () => {
  for (const [schema, body, report] of cases) {
    it(`reports ${report}`, () => {
      expect(check(schema, body)).to.equal(report);
    });
  }

  it("counts an exclusive bound as draft-04 does", () => {
    expect(check({ minimum: 1, exclusiveMinimum: true }, 1)).to.be.a("string");
    expect(check({ minimum: 1, exclusiveMinimum: false }, 1)).to.equal(undefined);
  });

  it("checks no formats, and takes numbers that are too large for JavaScript", () => {
    expect(check({ format: "date-time", type: "string" }, "x")).to.equal(undefined);
    expect(check({ type: "number" }, JSON.parse("1e400"))).to.equal(undefined);
  });
});
