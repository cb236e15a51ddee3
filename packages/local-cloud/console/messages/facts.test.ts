import { expect } from "chai";
import { formatFacts } from "./facts.ts";

describe("formatFacts", () => {
  it("takes objects apart, and leaves out what is empty", () => {
    const fields = { error: { code: "Bad", fields: [] }, none: null, count: 0 };
    expect(formatFacts(fields)).to.deep.equal([
      ["error.code", "Bad"],
      ["count", "0"],
    ]);
  });

  it("writes a list of objects as words", () => {
    const fields = [
      { path: "a.b", expected: "a text" },
      { path: "c", expected: "a number" },
    ];
    expect(formatFacts({ fields })).to.deep.equal([
      ["fields", "path a.b, expected a text; path c, expected a number"],
    ]);
  });
});
