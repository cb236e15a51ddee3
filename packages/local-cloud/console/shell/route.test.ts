import { expect } from "chai";
import * as fc from "fast-check";
import { toHash, toParts } from "./route.ts";

describe("a route of the console", () => {
  it("holds any text in its parts", () => {
    fc.assert(
      fc.property(fc.array(fc.string({ minLength: 1, unit: "grapheme" })), (parts) => {
        expect(toParts(toHash(...parts))).to.deep.equal(parts);
      }),
    );
  });

  it("takes what is typed by hand as it is", () => {
    expect(toParts("")).to.deep.equal([]);
    expect(toParts("#messages/50%")).to.deep.equal(["messages", "50%"]);
  });
});
