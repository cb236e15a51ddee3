import { expect } from "chai";
import { countSoFar, countTests, toSum } from "./mocha-counts.ts";

const mixed = `
  decoder
    ✔ takes a UUID
    1) refuses a blank
    - takes its time

  1 passing (12ms)
  1 pending
  1 failing

  1) decoder
       refuses a blank:
`;

describe("countTests", () => {
  it("reads mocha's summary", () => {
    expect(countTests(mixed, false)).to.deep.equal({ passed: 1, failed: 1, skipped: 1 });
  });

  it("counts a run that died before its summary as failed", () => {
    expect(countTests("  decoder\n    ✔ takes a UUID\n", false)).to.include({ failed: 1 });
  });

  it("counts a run that found no test as failed", () => {
    expect(countTests("\n  0 passing (1ms)\n", true)).to.include({ failed: 1 });
  });

  it("counts a run that failed outside of its tests as failed", () => {
    expect(countTests("\n  3 passing (1ms)\n", false)).to.deep.equal({ passed: 3, failed: 1, skipped: 0 });
  });
});

describe("countSoFar", () => {
  it("counts the lines of a run that goes on", () => {
    expect(countSoFar(mixed.slice(0, mixed.indexOf("1 passing")))).to.deep.equal({
      passed: 1,
      failed: 1,
      skipped: 1,
    });
  });
});

describe("toSum", () => {
  it("adds up all runs in the line that ends a check", () => {
    const counts = { passed: 2, failed: 0, skipped: 0 };
    expect(toSum([counts, counts])).to.equal("4 passed, 0 failed");
    expect(toSum([counts, { ...counts, skipped: 3 }])).to.equal("4 passed, 0 failed, 3 skipped");
  });
});
