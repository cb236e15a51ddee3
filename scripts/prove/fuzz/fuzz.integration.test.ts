// A short run of `pnpm prove --fuzz`.
import { expect } from "chai";
import type { Outcome } from "../mode.ts";
import { fuzzMode } from "./mode.ts";

const messages = 4_000;

describe("a few thousand generated messages at the worker, and some at the running system", function () {
  this.timeout(300_000);
  let outcome: Outcome;
  before(async () => {
    const progress = { say: () => undefined, show: () => undefined };
    outcome = await fuzzMode.run({ messages, seed: 1, seeds: 1 }, progress);
  });

  it("end as one outcome each, without a crash, a 5xx, or a value in logs or errors", () => {
    expect(outcome.figures["failures"]).to.deep.equal([]);
    expect(outcome.ok).to.equal(true);
  });

  it("have met acceptance, refusal, processing and rejection", () => {
    const { accepted, refused_by_status: refused, processed, rejected, deliveries } = outcome.figures;
    expect(accepted).to.be.above(messages / 100);
    expect(refused).to.include.all.keys("400", "404", "415");
    expect(processed).to.be.above(messages / 10);
    expect(rejected).to.be.above(messages / 10);
    expect(Number(processed) + Number(rejected)).to.equal(deliveries);
  });
});
