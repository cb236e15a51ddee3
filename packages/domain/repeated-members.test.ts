import { expect } from "chai";
import * as fc from "fast-check";
import { repeatedMembers, type Members } from "./repeated-members.ts";

const wanted: Members = new Map([
  ["a", new Map([["b", new Map()]])],
  ["c", new Map()],
  ["__proto__", new Map()],
]);

const space = fc.stringMatching(/^[ \t\r\n]{0,2}$/);
const value = fc.oneof(
  fc.json(),
  fc.constantFrom('"\\\\"', '"\\""', '"{[,:"', '{"a":1,"a":2}', "-1e400", "[[]]"),
);

/** The same name in JSON, each character escaped or not. */
const spelling = (name: string) =>
  fc.infiniteStream(fc.boolean()).map((flips) =>
    Array.from(JSON.stringify(name).slice(1, -1), (character) => {
      const isPlain = /^[a-zA-Z_]$/.test(character) && !flips.next().value;
      return isPlain || !/^[a-zA-Z_]$/.test(character)
        ? character
        : `\\u${character.charCodeAt(0).toString(16).padStart(4, "0")}`;
    }).join(""),
  );

type Member = readonly [name: string, json: string];

const member = (names: readonly string[], inner: fc.Arbitrary<string>): fc.Arbitrary<Member> =>
  fc
    .tuple(fc.oneof(fc.constantFrom(...names), fc.string()), inner)
    .chain(([name, json]) => spelling(name).map((spelled): Member => [name, `"${spelled}" : ${json}`]));

const objectOf = (members: readonly Member[], gap: string): string =>
  `{${members.map(([, json]) => `${gap}${json}${gap}`).join(",")}${gap}}`;

const countOf = (members: readonly Member[], name: string): number =>
  members.filter(([other]) => other === name).length;

describe("repeatedMembers", () => {
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
        expect(repeatedMembers(json, wanted)).to.have.members(expected);
      }),
      { numRuns: 2000 },
    );
  });

  it("finds nothing in any text that JSON.stringify makes", () => {
    fc.assert(
      fc.property(fc.json(), (json) => {
        expect(repeatedMembers(json, wanted)).to.deep.equal([]);
      }),
    );
  });

  it("passes over what is nested a hundred thousand levels deep", () => {
    const deep = `${"[".repeat(100_000)}${"]".repeat(100_000)}`;
    expect(repeatedMembers(`{"c":${deep},"c":1}`, wanted)).to.deep.equal(["c"]);
  });
});
