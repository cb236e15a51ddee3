import { expect } from "chai";
import { md5OfAttributes, pickAttributes, sizeOfAttributes } from "./message-attributes.ts";

describe("SQS message attributes", () => {
  it("gives attributes the digest that AWS gives them", () => {
    // The first two as SQS answers them to boto; the third computed from the description, apart from this code.
    const time = { DataType: "Number", StringValue: "1493147359900" };
    expect(md5OfAttributes({ "SOME_Valid.attribute-Name": time })).to.equal(
      "36655e7e9d7c0e8479fa3f3f42247ae7",
    );
    const long = { ...time, DataType: "Number.java.lang.Long" };
    expect(md5OfAttributes({ timestamp: long })).to.equal("2e2e4876d8e0bd6b8c2c8f556831c349");
    const mixed = {
      count: { DataType: "Number.int", StringValue: "-1e3" },
      bytes: { DataType: "Binary", BinaryValue: "AP8Q" },
    };
    expect(md5OfAttributes(mixed)).to.equal("517ea95c413971ce5c50343f3f08695d");
    expect(md5OfAttributes({})).to.equal(undefined);
  });

  it("counts the bytes of name, type and value, of binary values decoded", () => {
    expect(sizeOfAttributes({ é: { DataType: "Binary", BinaryValue: "AP8Q" } })).to.equal(2 + 6 + 3);
  });

  it("picks attributes by name, prefix or all", () => {
    const one = { DataType: "String", StringValue: "x" };
    const all = { "a.b": one, "a.c": one, d: one, __proto: one };
    const names = (wanted: readonly string[]) => Object.keys(pickAttributes(all, wanted));
    expect(names(["a.*", "d"])).to.deep.equal(["a.b", "a.c", "d"]);
    expect(names([".*"])).to.deep.equal(Object.keys(all));
    expect(names(["All"])).to.deep.equal(Object.keys(all));
    expect(names([])).to.deep.equal([]);
  });
});
