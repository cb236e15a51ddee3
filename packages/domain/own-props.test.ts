import { expect } from "chai";
import * as t from "io-ts";
import { assertLeft, assertRight } from "./testing/assert-either.ts";
import { toFieldErrors } from "./failure.ts";
import { JsonObject, optional, ownProps, withDefault } from "./own-props.ts";

const Pair = ownProps({ a: t.string, b: ownProps({ c: t.number }) });

describe("ownProps", () => {
  it("keeps the named properties alone", () => {
    const decoded = assertRight(Pair.decode({ a: "x", b: { c: 1, d: 2 }, e: 3 }));
    expect(decoded).to.deep.equal({ a: "x", b: { c: 1 } });
  });

  it("ignores inherited properties", () => {
    const inherited: unknown = Object.create({ a: "x", b: { c: 1 } });
    assertLeft(Pair.decode(inherited));
    expect(Pair.is(inherited)).to.equal(false);
  });

  it("reads no property from a __proto__ key", () => {
    assertLeft(Pair.decode(JSON.parse('{"__proto__":{"a":"x","b":{"c":1}}}')));
  });

  it("names every invalid property by its path", () => {
    expect(toFieldErrors(assertLeft(Pair.decode({ b: {} })))).to.deep.equal([
      { path: "a", expected: "string" },
      { path: "b.c", expected: "number" },
    ]);
  });

  for (const value of [null, 42, "text", [], ["x"], undefined])
    it(`rejects ${JSON.stringify(value)} as an object`, () => {
      expect(toFieldErrors(assertLeft(Pair.decode(value)))).to.deep.equal([
        { path: "$", expected: "a JSON object" },
      ]);
      assertLeft(JsonObject.decode(value));
    });
});

describe("optional", () => {
  it("accepts an absent property and leaves it out, but refuses an invalid one", () => {
    const Maybe = ownProps({ a: optional(t.string) });
    expect(assertRight(Maybe.decode({}))).to.deep.equal({});
    expect(assertRight(Maybe.decode({ a: undefined }))).to.deep.equal({});
    expect(assertRight(Maybe.decode({ a: "x" })).a).to.equal("x");
    assertLeft(Maybe.decode({ a: 1 }));
    assertLeft(Maybe.decode({ a: null }));
  });
});

describe("withDefault", () => {
  it("fills in an absent property, but not an invalid one", () => {
    const Filled = ownProps({ a: withDefault(t.string, "z") });
    expect(assertRight(Filled.decode({})).a).to.equal("z");
    expect(assertRight(Filled.decode({ a: "x" })).a).to.equal("x");
    assertLeft(Filled.decode({ a: 1 }));
  });
});
