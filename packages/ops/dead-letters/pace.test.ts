import { expect } from "chai";
import { makePace } from "./pace.ts";

describe("makePace", () => {
  it("begins no more a second than it may, across calls", async () => {
    const pace = makePace(40);
    const startedAt = performance.now();
    const starts: number[] = [];
    const note = async (): Promise<void> => {
      starts.push(performance.now() - startedAt);
    };
    await pace(Array.from({ length: 4 }), note);
    await pace(Array.from({ length: 5 }), note);
    expect(starts).to.have.length(9);
    // A timer may fire a millisecond early.
    expect(starts[4]).to.be.at.least(99);
    expect(starts[8]).to.be.at.least(199);
  });

  it("stops at what fails, once what began with it has ended", async () => {
    const ended: number[] = [];
    const pace = makePace(500);
    const numbers = Array.from({ length: 100 }, (_, n) => n);
    const error = await pace(numbers, async (n) => {
      if (n === 3) throw new Error("refused");
      ended.push(n);
    }).catch((reason: unknown) => String(reason));
    expect(error).to.equal("Error: refused");
    expect(ended).to.deep.equal(numbers.slice(0, 10).filter((n) => n !== 3));
  });
});
