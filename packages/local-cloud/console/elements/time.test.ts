import { expect } from "chai";
import { formatAge } from "./time.ts";

describe("an age", () => {
  it("is told in its largest unit, rounded down, and never below nothing", () => {
    const ages = [-5, 999, 59_999, 60_000, 3_599_999, 3_600_000, 86_400_000 * 2.9].map(formatAge);
    expect(ages).to.deep.equal(["0 s", "0 s", "59 s", "1 min", "59 min", "1 h", "2 d"]);
  });
});
