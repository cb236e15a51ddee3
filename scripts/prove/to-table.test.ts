import { expect } from "chai";
import { toTable } from "./to-table.ts";

describe("toTable", () => {
  it("puts texts to the left and figures to the right under the name of their column", () => {
    const rows = [
      { store: "s3", dead_letters: 0 },
      { store: "dynamodb", dead_letters: undefined },
    ];
    expect(toTable(rows).split("\n")).to.deep.equal([
      "store     dead letters",
      "s3                   0",
      "dynamodb             –",
    ]);
  });
});
