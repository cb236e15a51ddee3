import { expect } from "chai";
import { oneOf } from "./text-codec.ts";

describe("oneOf", () => {
  it("names its choices as a sentence would", () => {
    expect(oneOf("a").name).to.equal("a");
    expect(oneOf("a", "b").name).to.equal("a or b");
    expect(oneOf("a", "b", "c").name).to.equal("a, b or c");
  });
});
