import { expect } from "chai";
import { shuffled, toRatio, toSpread } from "./statistics.ts";

describe("the bench's statistics", () => {
  it("takes median and quartiles between two values in proportion", () => {
    expect(toSpread([40, 10, 30, 20])).to.deep.equal({ median: 25, q1: 17.5, q3: 32.5 });
    expect(toSpread([7])).to.deep.equal({ median: 7, q1: 7, q3: 7 });
  });

  it("compares two subjects within each round, so that a slow round counts for both", () => {
    // The machine was three times as slow in the second round.
    expect(toRatio([10, 33, 11], [20, 60, 20])).to.deep.equal({ median: 0.55, q1: 0.525, q3: 0.55 });
  });

  it("compares medians where the rounds are not the same ones", () => {
    expect(toRatio([30], [10, 20, 15]).median).to.equal(2);
  });

  it("shuffles without losing anything", () => {
    expect(shuffled([1, 2, 3, 4]))
      .to.have.members([1, 2, 3, 4])
      .and.to.have.length(4);
  });
});
