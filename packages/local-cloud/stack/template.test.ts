// Strings of Terraform JSON: what is text, what is an expression, what is neither.
import { expect } from "chai";
import * as fc from "fast-check";
import { StackError } from "./stack-error.ts";
import { parseTemplate } from "./template.ts";

const text = (of: string) => ({ kind: "text", text: of });
const expression = (source: string) => ({ kind: "expression", source });

describe("parseTemplate", () => {
  const understood: readonly (readonly [string, readonly unknown[]])[] = [
    ["", [text("")]],
    ["plain", [text("plain")]],
    ["$ % { } $x %y $$ %%", [text("$ % { } $x %y $$ %%")]],
    ["${a.b}", [expression("a.b")]],
    ["x${a.b}y${c.d}", [text("x"), expression("a.b"), text("y"), expression("c.d")]],
    ["${a.b}${c.d}", [expression("a.b"), expression("c.d")]],
    ["$${a.b}", [text("${a.b}")]],
    ["%%{if}", [text("%{if}")]],
    ["$${x}${a.b}", [text("${x}"), expression("a.b")]],
    ['${f({a = "}"})}!', [expression('f({a = "}"})'), text("!")]],
    ['${a.b["\\"}"]}', [expression('a.b["\\"}"]')]],
  ];
  for (const [source, parts] of understood)
    it(`reads ${JSON.stringify(source)}`, () => {
      expect(parseTemplate(source, "here")).to.deep.equal(parts);
    });

  const refused: readonly (readonly [string, string])[] = [
    ["%{if x}", "directives"],
    ["${a.b", "never closed"],
    ['${"}', "never closed"],
    ["$$${a.b}", "is not understood"],
    ["%%%{if}", "is not understood"],
  ];
  for (const [source, reason] of refused)
    it(`refuses ${JSON.stringify(source)}`, () => {
      expect(() => parseTemplate(source, "here"))
        .to.throw(StackError, `here: `)
        .with.property("message")
        .contains(reason);
    });

  it("gives any text back once its marks are doubled", () => {
    fc.assert(
      fc.property(
        fc.string({ unit: fc.constantFrom("a", "{", "}", '"', "é", "\\", " ") }),
        fc.string(),
        (before, after) => {
          const plain = `${before}\${${after.replaceAll(/[$%]/g, "")}%{`;
          const escaped = plain.replaceAll("${", () => "$${").replaceAll("%{", () => "%%{");
          expect(parseTemplate(escaped, "here")).to.deep.equal([text(plain)]);
        },
      ),
    );
  });
});
