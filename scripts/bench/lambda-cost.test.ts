import { expect } from "chai";
import { toLambdaCosts } from "./lambda-cost.ts";
import type { Sample } from "./sample.ts";

const aSample = (subject: string, figure: string, ...values: readonly number[]): Sample => ({
  task: "worker",
  subject,
  figure,
  values,
});

describe("the bench's cost of a million messages", () => {
  it("has requests, duration at the share of a core, and one start in a hundred invocations", () => {
    const [cost] = toLambdaCosts([
      aSample("product", "processor time, µs", 290),
      aSample("product", "at 0.29 core, ms", 100),
    ]);
    // $0.20, and 0.5 GB × (48 + 1 + 1 % of 100) ms × 1 M × $0.0000133334; ten times as much work in a tenth of the invocations.
    expect(cost?.byBatch[1]?.toFixed(4)).to.equal((0.2 + 25_000 * 0.000_013_333_4).toFixed(4));
    expect(cost?.byBatch[10]?.toFixed(4)).to.equal((0.02 + 2950 * 0.000_013_333_4).toFixed(4));
    expect(cost?.alwaysCold.toFixed(4)).to.equal((0.2 + 74_500 * 0.000_013_333_4).toFixed(4));
  });

  it("is left out for a worker that was not measured both cold and warm", () => {
    expect(toLambdaCosts([aSample("product", "processor time, µs", 290)])).to.deep.equal([]);
  });
});
