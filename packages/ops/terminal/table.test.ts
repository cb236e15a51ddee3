import { expect } from "chai";
import { toTable } from "./table.ts";

describe("toTable", () => {
  it("aligns text to the left and numbers to the right, and ends no line with a space", () => {
    const table = toTable(
      ["code", "letters"],
      [
        ["AccessDenied", 1],
        ["x", 1234],
        ["é", undefined],
      ],
    );
    expect(table.split("\n")).to.deep.equal([
      "code          letters",
      "AccessDenied        1",
      "x               1,234",
      "é                   -",
    ]);
  });
});
