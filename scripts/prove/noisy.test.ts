import { expect } from "chai";
import { judgeNoise } from "./noisy.ts";

describe("the flood of one company", () => {
  const waits = (ms: number) => Array.from({ length: 400 }, () => ms);

  it("may keep the others waiting half as long again, and no longer", () => {
    expect(judgeNoise(3000, waits(400), waits(600))).to.include({ ok: true, ratio: 1.5, lost: 0 });
    expect(judgeNoise(3000, waits(400), waits(601)).ok).to.equal(false);
  });

  it("may lose no message of theirs, however short the waits of the rest are", () => {
    for (const [alone, behind] of [
      [waits(400), waits(400).with(7, NaN)],
      [waits(400).with(7, NaN), waits(400)],
      [waits(NaN), waits(400)],
    ] as const)
      expect(judgeNoise(3000, alone, behind).ok).to.equal(false);
  });
});
