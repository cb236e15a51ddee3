import { expect } from "chai";
import * as fc from "fast-check";
import { makeRepeatedMembers, type Members } from "./repeated-members.ts";

const none: Members = new Map();
const repeatedMembers = makeRepeatedMembers(
  new Map([
    ["a", new Map([["b", none]])],
    ["c", none],
    ["__proto__", none],
  ]),
);

const space = fc.stringMatching(/^[ \t\r\n]{0,2}$/);
const value = fc.oneof(
  fc.json(),
  fc.constantFrom('"\\\\"', '"\\""', '"{[,:"', '{"a":1,"a":2}', "-1e400", "[[]]"),
);

/** The same name in JSON, each letter escaped or not; with escapes of its own as it is. */
const spelling = (name: string): fc.Arbitrary<string> => {
  const plain = JSON.stringify(name).slice(1, -1);
  if (plain.includes("\\")) return fc.constant(plain);
  return fc
    .array(fc.boolean(), { minLength: plain.length, maxLength: plain.length })
    .map((escaped) =>
      [...escaped.keys()]
        .map((at) =>
          escaped[at] === true
            ? `\\u${plain.charCodeAt(at).toString(16).padStart(4, "0")}`
            : plain.charAt(at),
        )
        .join(""),
    );
};

type Member = readonly [name: string, json: string];

const member = (names: readonly string[], inner: fc.Arbitrary<string>): fc.Arbitrary<Member> =>
  fc
    .tuple(fc.oneof(fc.constantFrom(...names), fc.string()), inner)
    .chain(([name, json]) => spelling(name).map((spelled): Member => [name, `"${spelled}" : ${json}`]));

const objectOf = (members: readonly Member[], gap: string): string =>
  `{${members.map(([, json]) => `${gap}${json}${gap}`).join(",")}${gap}}`;

const countOf = (members: readonly Member[], name: string): number =>
  members.filter(([other]) => other === name).length;

describe("makeRepeatedMembers", () => {
  it("names each wanted member that stands twice in any spelling, and nothing else", () => {
    const inner = fc.array(member(["b", "B", "__proto__"], value), { maxLength: 5 });
    const outer = inner.chain((within) =>
      space.chain((gap) =>
        fc
          .array(
            member(
              ["a", "c", "C", "__proto__", "constructor"],
              fc.oneof(value, fc.constant(objectOf(within, gap))),
            ),
            {
              maxLength: 6,
            },
          )
          .map((members) => ({ within, gap, members })),
      ),
    );
    fc.assert(
      fc.property(outer, ({ within, gap, members }) => {
        const json = `${gap}${objectOf(members, gap)}${gap}`;
        expect(Object.keys(JSON.parse(json) as object).toSorted()).to.deep.equal(
          [...new Set(members.map(([name]) => name))].toSorted(),
        );
        const repeated = ["a", "c", "__proto__"].filter((name) => countOf(members, name) > 1);
        const [onlyA] = members.filter(([name]) => name === "a");
        const isInner =
          countOf(members, "a") === 1 && onlyA?.[1].endsWith(` : ${objectOf(within, gap)}`) === true;
        const expected = [...repeated, ...(isInner && countOf(within, "b") > 1 ? ["a.b"] : [])];
        expect(repeatedMembers(json)).to.have.members(expected);
      }),
      { numRuns: 2000 },
    );
  });

  it("finds nothing in any text that JSON.stringify makes", () => {
    fc.assert(
      fc.property(fc.json(), (json) => {
        expect(repeatedMembers(json)).to.deep.equal([]);
      }),
    );
  });

  it("finds no members in lists and texts", () => {
    for (const json of [
      '["c","c","c","c"]',
      '{"a":["b","b","b","b"]}',
      '{"a":"{\\"b\\":1,\\"b\\":2}"}',
      '"c"',
      "1",
    ])
      expect(repeatedMembers(json), json).to.deep.equal([]);
  });

  it("passes over what is nested a hundred thousand levels deep", () => {
    const deep = `${"[".repeat(100_000)}${"]".repeat(100_000)}`;
    expect(repeatedMembers(`{"c":${deep},"c":1}`)).to.deep.equal(["c"]);
  });

  it("refuses names whose spellings it could not tell", () => {
    expect(() => makeRepeatedMembers(new Map([["a/b", none]]))).to.throw("names must be");
  });
});
