import { expect } from "chai";
import * as fc from "fast-check";
import { findNoisyGroups, makeRecentWork } from "./noisy-groups.ts";

const none = new Map<string, number>();

describe("findNoisyGroups", () => {
  it("needs more than a tenth of the messages in flight and at least thirty of its own", () => {
    const noisy = (own: number, total: number) =>
      findNoisyGroups(new Map([["a", own]]), total, none, 0).has("a");
    expect([noisy(30, 299), noisy(30, 300), noisy(29, 29), noisy(31, 300)]).to.deep.equal([
      true,
      false,
      false,
      true,
    ]);
  });

  it("needs more than a tenth of the recent processing time, once there is enough to tell", () => {
    const noisy = (own: number, total: number) =>
      findNoisyGroups(none, 0, new Map([["a", own]]), total).has("a");
    expect([noisy(1001, 10_000), noisy(1000, 10_000), noisy(4999, 4999)]).to.deep.equal([true, false, false]);
  });

  it("never finds ten groups that share everything evenly, however much there is", () => {
    fc.assert(
      fc.property(fc.integer({ min: 1, max: 10_000 }), fc.integer({ min: 10, max: 50 }), (each, count) => {
        const figures = new Map(Array.from({ length: count }, (_, index) => [String(index), each]));
        expect(findNoisyGroups(figures, each * count, figures, each * count).size).to.equal(0);
      }),
      { seed: 9 },
    );
  });
});

describe("makeRecentWork", () => {
  it("forgets work after a minute, and counts messages without a group towards the whole alone", () => {
    let now = 0;
    const recent = makeRecentWork(() => now);
    recent.add("a", 5);
    recent.add("", 7);
    now = 40_000;
    recent.add("a", 1);
    expect(recent.read()).to.deep.equal({ work: new Map([["a", 6]]), total: 13 });
    now = 60_000;
    recent.add("b", 2);
    expect([...recent.read().work]).to.deep.equal([
      ["a", 1],
      ["b", 2],
    ]);
    now = 160_000;
    expect(recent.read().total).to.equal(0);
  });
});
