import { expect } from "chai";
import { any, beginning, every, is, litIs, object, some } from "./shape.ts";

const item = object({ id: any, status: litIs("Processed") });

describe("a shape", () => {
  it("shows the keys it names, and lights what the step is about", () => {
    expect(item({ id: 1, status: "Processed", other: true })).to.deep.equal({
      shown: { id: 1, status: "Processed" },
      lit: ['"status": "Processed"'],
    });
  });

  it("does not fit what lacks a key, has another value or is of another kind", () => {
    for (const value of [{ status: "Processed" }, { id: 1, status: "Rejected" }, [], null, "text", undefined])
      expect(item(value)).to.equal(undefined);
  });

  it("finds the last of some, with what is lit inside", () => {
    const list = [
      { id: 1, status: "Processed" },
      { id: 2, status: "Processed" },
      { id: 3, status: "Rejected" },
    ];
    expect(some(item)(list)?.shown).to.deep.equal([{ id: 2, status: "Processed" }]);
    expect(some(item)(list)?.lit).to.have.length(1);
    expect(some(item)([{ id: 3, status: "Rejected" }])).to.equal(undefined);
  });

  it("fits every item or none, and no empty list", () => {
    expect(every(is("a"))(["a", "a"])?.shown).to.deep.equal(["a", "a"]);
    for (const value of [["a", "b"], [], "a"]) expect(every(is("a"))(value)).to.equal(undefined);
  });

  it("shows the beginning of a long text", () => {
    expect(beginning(3)("abcdef")?.shown).to.equal("abc…");
  });
});
