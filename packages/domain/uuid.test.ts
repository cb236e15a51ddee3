import { expect } from "chai";
import * as fc from "fast-check";
import { assertLeft, assertRight } from "./testing/assert-either.ts";
import { NAMING_PATTERN, Uuid, UUID_PATTERN } from "./uuid.ts";

const mixedCase = fc
  .tuple(fc.uuid(), fc.array(fc.boolean(), { minLength: 36, maxLength: 36 }))
  .map(([uuid, upper]) => Array.from(uuid, (c, i) => (upper[i] === true ? c.toUpperCase() : c)).join(""));

describe("Uuid", () => {
  it("accepts any case and makes it lower case", () => {
    fc.assert(
      fc.property(mixedCase, (text) => {
        expect(assertRight(Uuid.decode(text))).to.equal(text.toLowerCase());
      }),
    );
  });

  it("leaves a canonical id as it is", () => {
    fc.assert(
      fc.property(mixedCase, (text) => {
        const once = assertRight(Uuid.decode(text));
        expect(assertRight(Uuid.decode(once))).to.equal(once);
        expect(Uuid.is(once)).to.equal(true);
      }),
    );
  });

  for (const text of [
    "018c5f0e-7e4e-7c3a-a1b2-0242ac120002",
    "00000000-0000-0000-0000-000000000001",
    "10000000-0000-0000-0000-000000000000",
    "ffffffff-ffff-ffff-ffff-fffffffffffe",
    "00000000-0000-0000-0000-00000000000f",
    "f0000000-0000-0000-0000-000000000000",
  ])
    it(`accepts ${text}, whatever its version`, () => {
      expect(assertRight(Uuid.decode(text))).to.equal(text);
    });

  const id = "fc0daad3-4f10-4d15-b8c6-276cca111e87";
  const refused: Record<string, unknown> = {
    "a blank before it": ` ${id}`,
    "a line feed after it": `${id}\n`,
    "a second line": `${id}\nx`,
    braces: `{${id}}`,
    "a urn": `urn:uuid:${id}`,
    "no hyphens": id.replaceAll("-", ""),
    "hyphens in other places": "fc0daad34-f10-4d15-b8c6-276cca111e87",
    "a digit too few": id.slice(1),
    "a digit that is not hex": id.replace("f", "g"),
    "digits of another script": id.replace("0", "０"),
    "the Nil UUID": "00000000-0000-0000-0000-000000000000",
    "the Max UUID": "ffffffff-ffff-ffff-ffff-ffffffffffff",
    "the Max UUID in both cases": "FFFFFFFF-ffff-FFFF-ffff-FFFFFFFFFFFF",
    "a path": "../x",
    nothing: "",
    "a number": 42,
    "an array of one": [id],
    null: null,
    undefined,
  };
  for (const [what, value] of Object.entries(refused))
    it(`refuses ${what}`, () => {
      assertLeft(Uuid.decode(value));
    });

  it("offers its patterns for a JSON schema", () => {
    expect(UUID_PATTERN)
      .to.match(/^\^.*\$$/)
      .and.not.include("(?");
    expect(NAMING_PATTERN).not.to.include("(?");
  });
});
