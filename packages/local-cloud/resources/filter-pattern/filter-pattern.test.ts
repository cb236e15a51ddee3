import { expect } from "chai";
import * as fc from "fast-check";
import { parseFilterPattern, toLogLine } from "./filter-pattern.ts";

const matches = (pattern: string, line: unknown): boolean =>
  parseFilterPattern(pattern)(toLogLine(typeof line === "string" ? line : JSON.stringify(line)));

// The example event of the user guide, with what its examples say, and published runs of TestMetricFilter.
const event = {
  eventType: "UpdateTrail",
  sourceIPAddress: "111.111.111.111",
  arrayKey: ["value", "another value"],
  objectList: [
    { name: "a", id: 1 },
    { name: "b", id: 2 },
  ],
  SomeObject: null,
  "cluster.name": "c",
  someInt: 123,
  someFloat: 12.34,
  someText: "123",
  negative: -5,
  yes: true,
  no: false,
  quote: 'say "hi" \\ bye',
  coordinates: [[0, 1, 2]],
};

const matching: readonly string[] = [
  '{ $.eventType = "UpdateTrail" }',
  "{ $.eventType = UpdateTrail }",
  "{$.eventType=UpdateTrail}",
  "{ $.eventType = Update* }",
  '{ $.eventType = "*Trail" }',
  '{ $.eventType = "*date*" }',
  '{ $.eventType = "*" }',
  "{ $.eventType != CreateTrail }",
  "{ $.sourceIPAddress != 123.123.* }",
  "{ $.sourceIPAddress = 111.111.* }",
  "{ $.sourceIPAddress = 111.111.111.111 }",
  '{ $.arrayKey[0] = "value" }',
  "{ $.objectList[1].id = 2 }",
  "{ $.coordinates[0][1] = 1 }",
  "{ $.['cluster.name'] = \"c\" }",
  "{ $.SomeObject IS NULL }",
  "{ $.SomeOtherObject NOT EXISTS }",
  "{ $.objectList[2].id NOT EXISTS }",
  "{ $.yes IS TRUE }",
  "{ $.no IS FALSE }",
  "{ $.someInt = 123 }",
  "{ $.someInt = 123.0 }",
  "{ $.someInt = 1.23e+2 }",
  '{ $.someInt = "123" }',
  '{ $.someInt != "123.0" }',
  "{ $.someInt = 1* }",
  "{ $.someInt = *23 }",
  "{ $.someInt != 3* }",
  "{ $.someInt > 122 }",
  "{ $.someInt >= 123 }",
  "{ $.someFloat < 12.35 }",
  "{ $.someFloat <= 12.34 }",
  "{ $.negative < -4 }",
  "{ $.negative = -5 }",
  "{ $.someText = 123 }",
  '{ $.quote = "say \\"hi\\" \\\\ bye" }',
  "{ ($.someInt = 123) && ($.yes IS TRUE) }",
  // && binds tighter than ||
  '{ $.eventType = "UpdateTrail" || $.someInt = 0 && $.negative = 0 }',
];

const notMatching: readonly string[] = [
  '{ $.eventType = "updatetrail" }',
  "{ $.eventType = Trail }",
  "{ $.eventType != Update* }",
  "{ $.sourceIPAddress != 111.* }",
  "{ $.someInt = 124 }",
  "{ $.someInt > 123 }",
  "{ $.someInt != 123.0 }",
  // text is never compared as a number
  "{ $.someText > 1 }",
  "{ $.someText < 1000 }",
  // a missing or structured property satisfies neither
  '{ $.absent = "x" }',
  '{ $.absent != "x" }',
  "{ $.absent > 1 }",
  "{ $.absent IS NULL }",
  "{ $.SomeObject NOT EXISTS }",
  '{ $.arrayKey = "value" }',
  '{ $.arrayKey != "value" }',
  '{ $.objectList[0] != "x" }',
  '{ $.SomeObject != "x" }',
  '{ $.yes = "true" }',
  "{ $.no IS TRUE }",
  "{ $.toString NOT EXISTS && $.someInt = 0 }",
  '{ ($.eventType = "UpdateTrail" || $.someInt = 0) && $.negative = 0 }',
];

const refused: readonly (readonly [string, string])[] = [
  ["{}", "expected a selector"],
  ["{ $.a }", "expected an operator"],
  ["{ $.a = }", "expected a value"],
  ["{ $.a = 1", "expected }"],
  ["{ $.a = 1 } x", "expected the end"],
  ["{ $.a = 1 &&}", "expected a selector"],
  ["{ ($.a = 1 }", "expected )"],
  ["{ $.a = 1 & $.b = 2 }", "not understood"],
  ["{ a = 1 }", "expected a selector"],
  ['{ "$.a" = 1 }', "expected a selector"],
  ['{ $.a > "1" }', "needs an unquoted number"],
  ["{ $.a > b }", "needs an unquoted number"],
  ["{ $.a = foo-bar }", "double quotation marks"],
  ["{ $.a = true }", "IS TRUE"],
  ["{ $.a = null }", "IS NULL"],
  ["{ $.a IS NOT NULL }", "IS takes"],
  ["{ $.a IS true }", "IS takes"],
  ["{ $.a EXISTS }", "expected an operator"],
  ["{ $.a NOT NULL }", "expected EXISTS"],
  ["{ $.a = %b.c% }", "not understood"],
  ["{ $.a[*] = 1 }", "not understood"],
  ["{ $.* = 1 }", "not understood"],
  ["{ $.a = b*c }", "in the middle"],
  ['{ $.a = "unclosed }', "not understood"],
  ['{ $.a = "\\n" }', "not understood"],
  ["[w1=ERROR, w2]", "double quotes"],
  ["%ERROR%", "double quotes"],
  ["b-2", "double quotes"],
  ['"open', "double quotes"],
  ["ERROR ?INFO", "CloudWatch ignores ?"],
];

const quoted = (text: string): string => `"${text.replaceAll("\\", "\\\\").replaceAll('"', '\\"')}"`;

describe("parseFilterPattern", () => {
  for (const pattern of matching) {
    it(`matches the example event with ${pattern}`, () => {
      expect(matches(pattern, event)).to.equal(true);
    });
  }

  for (const pattern of notMatching) {
    it(`does not match the example event with ${pattern}`, () => {
      expect(matches(pattern, event)).to.equal(false);
    });
  }

  for (const [pattern, reason] of refused) {
    it(`refuses ${pattern}`, () => {
      expect(() => parseFilterPattern(pattern))
        .to.throw(reason)
        .with.property("message")
        .that.includes(pattern);
    });
  }

  it("sees no JSON in lines that are not JSON objects", () => {
    const pattern = '{ $.level = "ERROR" }';
    expect(matches(pattern, ' {"level":"ERROR"}\n')).to.equal(true);
    for (const line of [
      '{"level":"ERROR"',
      '[{"level":"ERROR"}]',
      '"ERROR"',
      'x {"level":"ERROR"}',
      "",
      "null",
    ]) {
      expect(matches(pattern, line), line).to.equal(false);
    }
  });

  it("finds nothing missing in lines that are not JSON objects", () => {
    expect(matches("{ $.level NOT EXISTS }", "{}")).to.equal(true);
    for (const line of ["[1]", '"text"', "1", "null", "text"]) {
      expect(matches("{ $.level NOT EXISTS }", line), line).to.equal(false);
    }
  });

  it("cannot be reached by text in a payload, nor by an inherited property", () => {
    expect(matches('{ $.level = "ERROR" }', { level: "INFO", body: '{"level":"ERROR"}' })).to.equal(false);
    expect(matches('{ $.constructor.name = "Object" }', {})).to.equal(false);
    expect(matches("{ $.constructor NOT EXISTS }", {})).to.equal(true);
    expect(matches("{ $.text.length > 0 || $.list.length > 0 }", { text: "abc", list: [1] })).to.equal(false);
  });

  describe("for any text", () => {
    const plain = fc.string({ minLength: 1 }).filter((text) => !text.includes("*"));

    it("finds a property that equals the quoted text, and only that", () => {
      fc.assert(
        fc.property(plain, fc.string(), (text, other) => {
          const pattern = `{ $.field = ${quoted(text)} }`;
          expect(matches(pattern, { field: text })).to.equal(true);
          expect(matches(pattern, { field: other })).to.equal(other === text);
        }),
      );
    });

    it("splits every string property between = and !=", () => {
      fc.assert(
        fc.property(plain, fc.string(), (text, field) => {
          const equal = matches(`{ $.field = ${quoted(text)} }`, { field });
          expect(matches(`{ $.field != ${quoted(text)} }`, { field })).to.equal(!equal);
        }),
      );
    });

    it("either understands a pattern or refuses it by name, and never fails on a line", () => {
      fc.assert(
        fc.property(
          fc.oneof(
            fc.string(),
            fc.string().map((text) => `{ $.a ${text} }`),
          ),
          fc.string(),
          (pattern, line) => {
            try {
              expect(parseFilterPattern(pattern)(toLogLine(line))).to.be.a("boolean");
            } catch (error) {
              expect(error).to.be.instanceOf(Error).with.property("message").that.includes("filter pattern");
            }
          },
        ),
      );
    });
  });

  describe("of terms", () => {
    const line = '{"level":"ERROR","id":"b-2","text":"say \\"hi\\""}';
    for (const pattern of ["", "ERROR", '"b-2"', "ERROR id", "ERROR -INFO", "?WARN ?ERROR", ' "say \\\\" '])
      it(`${pattern} holds for a line of any kind that has them`, () => {
        expect(matches(pattern, line)).to.equal(true);
      });
    for (const pattern of ["error", "ERROR INFO", "-ERROR", "?WARN ?INFO", '"b-3"'])
      it(`${pattern} does not hold for a line that lacks one, or has one that is excluded`, () => {
        expect(matches(pattern, line)).to.equal(false);
      });
  });
});
