import { expect } from "chai";
import { aFailure, healthy, now, worker } from "./facts.fixture.ts";
import { failedMessages } from "./failing.ts";

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
