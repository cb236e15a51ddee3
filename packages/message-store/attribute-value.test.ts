import { expect } from "chai";
import * as fc from "fast-check";
import { fromItem, toItem, type StoredMap } from "./attribute-value.ts";

const { map } = fc.letrec<{ value: StoredMap[string]; map: StoredMap }>((tie) => ({
  value: fc.oneof(
    { depthSize: "small" },
    fc.string({ unit: "binary" }),
    fc.array(tie("value")) as fc.Arbitrary<string[]>,
    tie("map"),
  ),
  map: fc.dictionary(fc.string(), tie("value"), { noNullPrototype: true }),
}));

describe("toItem and fromItem", () => {
  it("convert every value there and back", () => {
    fc.assert(
      fc.property(map, (value) => {
        expect(fromItem(toItem(value))).to.deep.equal(value);
      }),
    );
  });

  it("write text, lists and maps in DynamoDB's notation", () => {
    expect(toItem({ a: "x", b: ["y"], c: { d: "" } })).to.deep.equal({
      a: { S: "x" },
      b: { L: [{ S: "y" }] },
      c: { M: { d: { S: "" } } },
    });
  });

  it("leave out what is undefined", () => {
    expect(toItem({ a: undefined })).to.deep.equal({});
  });

  it("read other kinds of value as undefined", () => {
    expect(fromItem({ a: { N: "1" }, b: { NULL: true }, c: { BOOL: false } })).to.deep.equal({
      a: undefined,
      b: undefined,
      c: undefined,
    });
  });

  it("do not let an attribute become a prototype", () => {
    const read = fromItem({ ["__proto__"]: { M: { status: { S: "Processed" } } } });
    expect((read as { status?: unknown }).status).to.equal(undefined);
  });
});
