import { expect } from "chai";
import { assertLeft, assertRight } from "./testing/assert-either.ts";
import { parseJson } from "./parse-json.ts";

describe("parseJson", () => {
  for (const raw of ["", " ", "{", "{'a':1}", '{"a":1,}', "\uFEFF{}", "NaN", "undefined", '{"a":\u0000}'])
    it(`finds ${JSON.stringify(raw)} malformed`, () => {
      expect(assertLeft(parseJson(raw)).code).to.equal("MalformedJson");
    });

  for (const raw of ["null", "42", '""', "[]", '{"a":1e400}', '{"a":1,"a":2}', '"{\\"a\\":1}"', " {} \r\n"])
    it(`parses ${JSON.stringify(raw)}`, () => {
      assertRight(parseJson(raw));
    });

  it("parses the deepest nesting that fits a message", () => {
    const depth = 131_072;
    assertRight(parseJson("[".repeat(depth) + "]".repeat(depth)));
  });

  it("rejects the deepest nesting as malformed when it is not closed", () => {
    assertLeft(parseJson("[".repeat(262_144)));
  });
});
