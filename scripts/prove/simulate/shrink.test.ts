import { expect } from "chai";
import * as fc from "fast-check";
import { shrink } from "./shrink.ts";

describe("shrink", () => {
  it("leaves what it takes to fail, in its order, and nothing else", async () => {
    await fc.assert(
      fc.asyncProperty(fc.uniqueArray(fc.nat(50), { minLength: 1 }), fc.nat(3), async (items, most) => {
        const needed = items.slice(0, most + 1);
        const fails = async (left: readonly number[]) => needed.every((item) => left.includes(item));
        expect(await shrink(items, fails)).to.deep.equal(needed);
      }),
    );
  });
});
