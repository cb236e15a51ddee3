import { expect } from "chai";
import { makeJudge, type Outcome } from "./judge-batch.ts";
import { toSent } from "./sent.ts";

const refused = { kind: "refused", fault: "AccessDenied" } as const;
const throttled = { kind: "refused", fault: "Throttling" } as const;
const anOutcome = (n: number, overrides: Partial<Outcome> = {}): Outcome => ({
  send: { sent: toSent({ kind: "valid", id: `${n}`, company: "c", amount: n }, n, 0), at: 0 },
  mishaps: [refused],
  hasQueueMishap: false,
  end: "returned",
  ...overrides,
});
const some = (count: number, overrides: Partial<Outcome> = {}) =>
  Array.from({ length: count }, (_, n) => anOutcome(n, overrides));
const judge = (...batch: readonly Outcome[]) => makeJudge()(batch, 0)?.invariant;

describe("the judge of an ended batch", () => {
  it("finds no fault with failures that are returned, and an outage that is postponed", () => {
    expect(judge(...some(4), anOutcome(9, { mishaps: [], end: "acknowledged" }))).to.equal(undefined);
    expect(judge(...some(5, { end: "postponed" }))).to.equal(undefined);
    expect(judge(anOutcome(1, { mishaps: [throttled], end: "postponed" }))).to.equal(undefined);
  });

  it("knows what a healthy, a lone, a throttled delivery and an outage have to become", () => {
    expect(judge(anOutcome(1, { mishaps: [] }), anOutcome(2))).to.equal("healthy-is-acknowledged");
    expect(judge(anOutcome(1, { end: "postponed" }))).to.equal("lone-failure-dies-after-three");
    expect(judge(anOutcome(1, { mishaps: [throttled] }))).to.equal("throttling-uses-up-no-delivery");
    expect(judge(...some(5))).to.equal("outage-uses-up-no-delivery");
  });

  it("counts different messages, of the last half hour", () => {
    const judgeOf = makeJudge();
    for (const one of some(4)) expect(judgeOf([one], 0)).to.equal(undefined);
    expect(judgeOf([anOutcome(4, { end: "postponed" })], 60_000)).to.equal(undefined);
    expect(judgeOf([anOutcome(4, { end: "postponed" })], 3_600_000)?.invariant).to.equal(
      "lone-failure-dies-after-three",
    );
  });

  it("lets a delivery be returned whose copy the queue would not take", () => {
    expect(judge(...some(5, { hasQueueMishap: true }))).to.equal(undefined);
  });
});
