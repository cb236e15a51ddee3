import { expect } from "chai";
import * as fc from "fast-check";
import { makeOutageEvidence } from "./outage-evidence.ts";

const minute = 60_000;
const names = (count: number, prefix = "m"): readonly string[] =>
  Array.from({ length: count }, (_, n) => `${prefix}${n}`);

const failing = (failed: readonly string[], endedAt = 0) => ({ hasSuccess: false, failed, endedAt });

describe("makeOutageEvidence", () => {
  it("takes a first batch of five different messages that all failed for an outage, and not one of four", () => {
    expect(makeOutageEvidence()(failing(names(5)))).to.equal(true);
    expect(makeOutageEvidence()(failing(names(4)))).to.equal(false);
  });

  it("adds up failures over batches since the last success", () => {
    const judge = makeOutageEvidence();
    expect(names(5).map((name) => judge(failing([name])))).to.deep.equal([false, false, false, false, true]);
    expect(judge({ hasSuccess: true, failed: names(9), endedAt: 0 })).to.equal(false);
    expect(judge(failing(names(4)))).to.equal(false);
  });

  it("counts a message and its copies as one, however often they fail", () => {
    fc.assert(
      fc.property(
        fc.array(fc.array(fc.constantFrom(...names(4)), { minLength: 1 }), { maxLength: 30 }),
        (batches) => {
          const judge = makeOutageEvidence();
          for (const failed of batches) expect(judge(failing(failed))).to.equal(false);
        },
      ),
    );
  });

  it("sees the outage in a large batch that ends with many copies of one message", () => {
    const judge = makeOutageEvidence();
    expect(judge(failing([...names(50), ...Array.from({ length: 50 }, () => "copy")]))).to.equal(true);
  });

  it("goes on as long as five messages fail, with up to 15 minutes between their deliveries", () => {
    const judge = makeOutageEvidence();
    judge(failing(names(5)));
    for (let at = 3; at < 24 * 60; at += 3)
      expect(judge(failing([`m${(at / 3) % 5}`], at * minute)), `${at}`).to.equal(true);
  });

  it("forgets an outage whose messages do not come back, by time and by the deliveries of what is left", () => {
    const byTime = makeOutageEvidence();
    byTime(failing(names(10)));
    expect(byTime(failing(["poisoned"], 30 * minute))).to.equal(false);

    const byDeliveries = makeOutageEvidence();
    byDeliveries(failing(names(10)));
    const judged = Array.from({ length: 20 }, () => byDeliveries(failing(["poisoned"])));
    expect(judged.at(0)).to.equal(true);
    expect(judged.at(-1)).to.equal(false);
  });
});
