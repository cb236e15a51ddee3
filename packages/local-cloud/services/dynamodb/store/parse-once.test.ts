import { expect } from "chai";
import conditionParser, { type Context } from "dynalite/db/conditionParser.js";
import { makeParseOnce } from "./parse-once.ts";

const condition = "attribute_not_exists(id) OR (#s = :old AND owner = :owner)";
const toContext = (owner: object, extra: object = {}): Context => {
  const attrNames = { "#s": "state" };
  const attrVals = { ":old": { S: "old" }, ":owner": owner, ...extra };
  const all = (record: object) => Object.fromEntries(Object.keys(record).map((name) => [name, true]));
  return {
    attrNames,
    attrVals,
    unusedAttrNames: all(attrNames),
    unusedAttrVals: all(attrVals),
    isReserved: () => false,
    compare: () => false,
  };
};

describe("makeParseOnce", () => {
  const { parse: original } = conditionParser;
  let parses: number;
  let parse: typeof original;
  beforeEach(() => {
    parses = 0;
    parse = makeParseOnce((expression, options) => {
      parses += 1;
      return original(expression, options);
    });
  });

  it("parses an expression once, whatever its values", () => {
    for (const owner of ["ann", "bob"])
      expect(parse(condition, { context: toContext({ S: owner }) })).to.deep.equal(
        original(condition, { context: toContext({ S: owner }) }),
      );
    expect(parses).to.equal(1);
  });

  it("says each time which names and values the expression uses", () => {
    for (const owner of ["ann", "bob"]) {
      const context = toContext({ S: owner }, { ":stray": { S: "" } });
      parse(condition, { context });
      expect(context.unusedAttrNames).to.deep.equal({});
      expect(context.unusedAttrVals).to.deep.equal({ ":stray": true });
    }
  });

  it("parses again when a value has another type", () => {
    const refused = "begins_with(owner, :owner)";
    const strings = parse(refused, { context: toContext({ S: "a" }) });
    const numbers = parse(refused, { context: toContext({ N: "1" }) });
    expect([typeof strings, typeof numbers]).to.deep.equal(["object", "string"]);
  });

  it("parses each time what the parser checks by its values", () => {
    const context = () => toContext({ S: "a" });
    for (let times = 0; times < 2; times += 1) parse("owner BETWEEN :old AND :owner", { context: context() });
    expect(parses).to.equal(2);
  });
});
