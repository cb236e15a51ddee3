import { expect } from "chai";
import type { FailedDelivery } from "../failures/failed-deliveries.ts";
import { aReceived } from "./letter.fixture.ts";
import { toLetter } from "./letter.ts";
import { toFacts, toSummary, type LetterFacts } from "./summary.ts";

const queue = {
  arn: "d",
  workQueueArn: "w",
  maxReceiveCount: 3,
  retentionMs: 14 * 86_400_000,
  visible: 1,
  hidden: 0,
};
const letter = toFacts(toLetter(aReceived()));

const failure = (parts: Partial<FailedDelivery> = {}): FailedDelivery => ({
  at: "2026-11-28T08:45:29.000Z",
  code: "AccessDenied",
  detail: undefined,
  sqsMessageId: letter.id,
  requestId: letter.requestId,
  sha256: letter.sha256,
  receiveCount: 1,
  ...parts,
});

const summaryOf = (failures: readonly FailedDelivery[], parts: Partial<LetterFacts> = {}) =>
  toSummary({ ...letter, ...parts }, new Map([[letter.sha256, failures]]), queue);

describe("toSummary", () => {
  it("has what failed in the last delivery, as its code alone does not tell", () => {
    const detail = "PutItem failed: the answer could not be read (HTTP 200).";
    expect(summaryOf([failure({ detail: "another" }), failure({ detail, receiveCount: 2 })]).detail).to.equal(
      detail,
    );
    expect(summaryOf([]).detail).to.equal(null);
  });

  it("has the code of the last delivery that failed, and expires 14 days after its arrival in the queue", () => {
    const { code, received_at, expires_at } = summaryOf([
      failure(),
      failure({ code: "SlowDown", receiveCount: 2 }),
    ]);
    expect({ code, received_at, expires_at }).to.deep.equal({
      code: "SlowDown",
      received_at: "2026-11-28T08:45:28.900Z",
      expires_at: "2026-12-12T08:45:28.920Z",
    });
  });

  it("counts the deliveries of the work queue, however often the letter was looked at", () => {
    const three = [1, 2, 3].map((receiveCount) => failure({ receiveCount }));
    expect(summaryOf(three).receive_count).to.equal(3);
    expect(summaryOf(three, { looks: 40 }).receive_count).to.equal(3);
  });

  it("counts deliveries whose invocation died, which left no line", () => {
    expect(summaryOf([failure()], { looks: 4 })).to.include({ receive_count: 3, code: "AccessDenied" });
    // Where SQS counts anew in the dead-letter queue.
    expect(summaryOf([], { looks: 1 })).to.include({ receive_count: 3, code: null });
  });

  it("counts those of its own life alone, after a redrive", () => {
    const before = failure({ sqsMessageId: "earlier", receiveCount: 3, code: "SlowDown" });
    expect(summaryOf([before, failure({ receiveCount: 2 })], { looks: 2 })).to.include({
      receive_count: 2,
      code: "AccessDenied",
    });
  });

  it("knows a letter that was imported by the deliveries of its earlier life", () => {
    const before = failure({ sqsMessageId: "earlier", receiveCount: 3, code: "SlowDown" });
    expect(summaryOf([before], { isDeadLettered: false, looks: 9 })).to.include({
      receive_count: 3,
      code: "SlowDown",
    });
  });

  it("does not take another request's failure with the same text for its own", () => {
    expect(summaryOf([failure({ sqsMessageId: "another", requestId: "another" })]).code).to.equal(null);
  });
});
