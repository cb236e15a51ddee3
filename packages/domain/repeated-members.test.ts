import { expect } from "chai";
import * as fc from "fast-check";
import { makeRepeatedMembers, type Members } from "./repeated-members.ts";

const none: Members = new Map();
const wanted: Members = new Map([
  ["a", new Map([["b", none]])],
  ["c", none],
  ["__proto__", none],
]);
const { find } = makeRepeatedMembers(wanted);
const repeatedMembers = (json: string): readonly string[] => find(json, JSON.parse(json));

type Value = { readonly json: string; readonly members: readonly Member[] };
type Member = { readonly name: string; readonly json: string; readonly value: Value };

/** A name in JSON, some of its characters written as escapes. */
const spelling = (name: string, isEscaped: fc.Arbitrary<boolean>): fc.Arbitrary<string> =>
  fc.tuple(...[...Array(name.length).keys()].map(() => fc.tuple(isEscaped, fc.boolean()))).map((drawn) =>
    drawn
      .map(([escaped, isUpper], at) => {
        const hex = name.charCodeAt(at).toString(16).padStart(4, "0");
        if (escaped) return `\\u${isUpper ? hex.toUpperCase() : hex}`;
        return JSON.stringify(name.charAt(at)).slice(1, -1);
      })
      .join(""),
  );

const names = fc.oneof(
  { arbitrary: fc.constantFrom("a", "b", "c", "__proto__"), weight: 6 },
  { arbitrary: fc.constantFrom("A", "aa", "xa", '"a', 'x"c', "c\\", "a:", "constructor"), weight: 3 },
  { arbitrary: fc.string(), weight: 1 },
);

const leaf = fc
  .oneof(
    fc.json(),
    fc.constantFrom(
      '"\\\\"',
      '"\\""',
      '"{[,:"',
      '"\\"a\\":"',
      '"a"',
      '"\\u0061"',
      '"\\u00e9"',
      "-1e400",
      "[[]]",
    ),
  )
  .map((json): Value => ({ json, members: [] }));

/** Objects and lists that hold any of the names on any level; escapes only where `isEscaped` draws them. */
const valueWith = (isEscaped: fc.Arbitrary<boolean>, gap: fc.Arbitrary<string>): fc.Arbitrary<Value> =>
  fc.letrec<{ object: Value; any: Value }>((tie) => {
    const member = fc.record({ name: names, value: tie("any"), space: gap }).chain(({ name, value, space }) =>
      spelling(name, isEscaped).map((spelled): Member => ({
        name,
        value,
        json: `${space}"${spelled}"${space}:${space}${value.json}${space}`,
      })),
    );
    const list = fc
      .array(tie("any"), { maxLength: 3 })
      .map((values): Value => ({ json: `[${values.map(({ json }) => json).join(",")}]`, members: [] }));
    return {
      object: fc.tuple(fc.array(member, { maxLength: 6 }), gap).map(([members, space]): Value => ({
        json: `{${members.map(({ json }) => json).join(",")}${space}}`,
        members,
      })),
      any: fc.oneof({ maxDepth: 3, withCrossShrink: true }, leaf, list, tie("object")),
    };
  }).object;

const gaps = fc.stringMatching(/^[ \t\r\n]{0,2}$/);
const objects = fc.oneof(
  valueWith(fc.constant(false), fc.constant("")),
  valueWith(fc.constant(false), gaps),
  valueWith(fc.boolean(), gaps),
);

/** By counting what the text was made of. */
const repeatedAmong = (members: readonly Member[], within: Members, prefix = ""): readonly string[] =>
  [...within].flatMap(([name, inner]) => {
    const [only, ...others] = members.filter((member) => member.name === name);
    if (only === undefined) return [];
    return others.length > 0
      ? [prefix + name]
      : repeatedAmong(only.value.members, inner, `${prefix}${name}.`);
  });

describe("makeRepeatedMembers", () => {
  it("names each wanted member that stands twice in its object, in any spelling, and nothing else", () => {
    const seen = new Set<string>();
    fc.assert(
      fc.property(objects, gaps, ({ json, members }, gap) => {
        const text = `${gap}${json}${gap}`;
        // V8 reads an escaped name as a backslash once it has met one there, as in `{"\\":1}` and then `{"\u0061":1}`:
        // https://github.com/nodejs/node/issues/63785
        if (!text.includes(String.raw`\u`))
          expect(Object.keys(JSON.parse(text) as object)).to.have.members([
            ...new Set(members.map(({ name }) => name)),
          ]);
        const expected = repeatedAmong(members, wanted);
        for (const path of expected) seen.add(path);
        expect(repeatedMembers(text)).to.have.members(expected);
      }),
      { numRuns: 3000 },
    );
    expect([...seen]).to.have.members(["a", "a.b", "c", "__proto__"]);
  });

  it("says that each stands once of a text with no more of the names, and never where one is repeated", () => {
    const few = makeRepeatedMembers(
      new Map([
        ["a", new Map([["b", none]])],
        ["may_lack", none],
      ]),
    );
    const eachStandsOnce = (json: string): boolean => few.eachStandsOnce(json, JSON.parse(json));
    expect(eachStandsOnce('{"x":"\\"a","a":{"b":"é","bb":1},"aa":[]}')).to.equal(false);
    expect(eachStandsOnce('{"x":"a b","a":{"b":"é","bb":1},"aa":[]}')).to.equal(true);
    expect(eachStandsOnce('{"a":{"b":"é"},"may_lack":1}')).to.equal(true);
    let repeated = 0;
    for (const inner of ["", ',"b":2', ',"c":"b"', ',"\\u0062":2', ',"bb":[]', ',"c":{"b":1}'])
      for (const outer of ["", ',"a":{"b":1}', ',"x":"a"', ',"x":{"b":1}', ',"\\u0061":{"b":2}', ',"A":1'])
        for (const last of ["", ',"may_lack":1', ',"x":"may_lack"']) {
          const json = `{"a":{"b":1${inner}}${outer}${last}}`;
          if (few.find(json, JSON.parse(json)).length === 0) continue;
          repeated += 1;
          expect(eachStandsOnce(json), json).to.equal(false);
        }
    expect(repeated).to.be.above(36);
  });

  it("resolves the escape of every letter", () => {
    for (const name of "ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz_") {
      const hex = name.charCodeAt(0).toString(16);
      for (const escaped of [`\\u00${hex}`, `\\u00${hex.toUpperCase()}`]) {
        const json = `{"${name}":1,"${escaped}":2}`;
        expect(makeRepeatedMembers(new Map([[name, none]])).find(json, JSON.parse(json)), json).to.deep.equal(
          [name],
        );
      }
    }
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

  it("takes a member for the object's that stands once, and no member of another object for it", () => {
    expect(repeatedMembers('{"x":[{"a":{"b":1,"b":2}}]}')).to.deep.equal([]);
    expect(repeatedMembers('{"x":{"c":1},"a":{"b":1,"b":2}}')).to.deep.equal(["a.b"]);
  });

  it("passes over what is nested a hundred thousand levels deep", () => {
    const deep = `${"[".repeat(100_000)}${"]".repeat(100_000)}`;
    expect(repeatedMembers(`{"c":${deep},"c":1}`)).to.deep.equal(["c"]);
  });

  it("takes time in proportion to the text, however often a member stands in it", () => {
    const members = Array.from({ length: 200_000 }, () => '"c":1').join(",");
    expect(repeatedMembers(`{${members}}`)).to.deep.equal(["c"]);
    expect(repeatedMembers(`{"a":{${members.replaceAll("c", "b")}}}`)).to.deep.equal(["a.b"]);
  });

  it("refuses names whose spellings it could not tell", () => {
    for (const name of ["a/b", "a1", ""])
      expect(() => makeRepeatedMembers(new Map([[name, none]]))).to.throw("names must be");
  });
});
