import { expect } from "chai";
import { aFailure, healthy, now, worker } from "./facts.fixture.ts";
import { failedMessages, othersMeanwhile } from "./failing.ts";

const count = 10_000;
const numbers = Array.from({ length: count }, (_, number) => `${number}`);

describe("failedMessages", () => {
  it("tells within a second which of ten thousand failed while as many were dealt with", function () {
    this.timeout(1000);
    const lines = numbers.map((n) => aFailure("SlowDown", "", { requestId: n, sqsMessageId: n, sha256: n }));
    const outcomes = numbers.map((n) => ({
      at: now,
      outcome: "Recorded",
      requestId: n === "7" ? n : `other ${n}`,
      sqsMessageId: undefined,
    }));
    const found = failedMessages({ ...healthy, ...worker(...lines), outcomes });
    expect(found.map(({ sha256 }) => sha256))
      .to.have.length(count - 1)
      .and.not.include("7");
  });
});

describe("othersMeanwhile", () => {
  it("counts what was dealt with between the first and the last failure, and nothing that failed then", () => {
    const found = [now - 9000, now - 1000].map((at) => aFailure("SlowDown", "", { at }));
    const ended = (outcome: string, at: number) => ({
      at,
      outcome,
      requestId: undefined,
      sqsMessageId: undefined,
    });
    const failed = ["Failed", "Postponed"].map((outcome) => ended(outcome, now - 5000));
    const outside = [now - 9000, now - 1000].map((at) => ended("Recorded", at));
    expect(othersMeanwhile({ ...healthy, outcomes: [...failed, ...outside] }, found)).to.equal("");
    const inside = ["Recorded", "Duplicate", "Rejected"].map((outcome) => ended(outcome, now - 5000));
    expect(othersMeanwhile({ ...healthy, outcomes: [...failed, ...inside] }, found)).to.contain(
      "meanwhile 3 other messages went through",
    );
  });
});
