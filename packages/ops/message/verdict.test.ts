import { expect } from "chai";
import { decide, type Evidence } from "./verdict.ts";

const key = "6066a22e-bca2-4e00-8f4b-b79c7e1f1104";
const now = new Date("2026-01-31T10:00:00.000Z");
const queue = { arn: "d", workQueueArn: "w", maxReceiveCount: 3, retentionMs: 1, visible: 1, hidden: 0 };
const asked = {
  key,
  target: { stack: "message-handler-prod", isLocal: false },
  isScanned: false,
  now,
};
const nothing: Evidence = { record: undefined, letter: undefined, trace: undefined, request: undefined };
const recorded = { sha256: undefined, requestId: key, outcome: "Recorded" };

const failedAt = (minutes: number, receiveCount: number) => ({
  at: new Date(now.getTime() - minutes * 60_000).toISOString(),
  code: "AccessDenied",
  detail: undefined,
  sqsMessageId: "sqs-1",
  requestId: key,
  sha256: "3f78",
  receiveCount,
});

describe("decide", () => {
  it("says that a message waits in the queue as long as it has a delivery left", () => {
    expect(decide(nothing, [failedAt(1, 2)], queue, asked)).to.deep.equal({
      where: "queue",
      note: "Its last delivery failed with AccessDenied.",
      next: "ops diagnose --env prod tells whether that lasts",
    });
  });

  for (const [minutes, what] of [
    [1, "about to be one, dropped"],
    [16, "dropped, expired"],
  ] as const)
    it(`says ${minutes} minutes after the last of its deliveries failed that it is ${what}, or redriven`, () => {
      const note = `It used up its deliveries, and is not among the letters: ${what}, or redriven a moment ago.`;
      const attempts = [failedAt(minutes + 1, 2), failedAt(minutes, 3)];
      expect(decide(nothing, attempts, queue, asked)).to.deep.equal({ where: "unknown", note });
      expect(decide(nothing, attempts, { ...queue, hidden: 2 }, asked).note).to.equal(
        `${note} 2 letters hidden by another look or move: try again.`,
      );
    });

  it("says of a request that the API refused which answer it got, and that an accepted one waits", () => {
    const answered = (status: string) =>
      decide({ ...nothing, request: { id: key, at: now, status, companyId: undefined } }, [], queue, asked);
    expect(answered("400")).to.deep.equal({
      where: "unknown",
      note: "The API did not accept it: its request got 400.",
    });
    expect(answered("202")).to.deep.equal({ where: "queue", note: "Accepted, and not delivered yet." });
  });

  const postponed = { ...nothing, trace: { ...recorded, outcome: "Postponed" } };
  const because = (code: string, detail: string) =>
    decide(postponed, [{ ...failedAt(1, 1), code, detail }], queue, asked);

  it("says of a postponed message what its last delivery failed with, and that nothing is to be done where it passes", () => {
    expect(because("TimeoutError", "PutItem failed: there was no answer in time.")).to.deep.equal({
      where: "queue",
      note: "It is postponed, as others fail, too; the last one failed with TimeoutError: PutItem failed: there was no answer in time. A copy of it comes back by itself, within 15 minutes at a time.",
      next: "nothing to do; ops diagnose --env prod tells what it waits for",
    });
  });

  it("says of a postponed message that somebody has to mend what does not pass by itself", () => {
    expect(because("AccessDenied", "PutItem was denied: dynamodb:PutItem is not granted.").next).to.equal(
      "ops diagnose --env prod tells what to mend; it needs no redrive then",
    );
  });

  it("offers a scan for a record under another key, and a comparison once that has found none", () => {
    expect(decide({ ...nothing, trace: recorded }, [], queue, asked)).to.deep.include({
      where: "processed",
      next: `ops message ${key} --scan --env prod`,
    });
    expect(decide({ ...nothing, trace: recorded }, [], queue, { ...asked, isScanned: true })).to.deep.equal({
      where: "processed",
      note: "The log says that it was recorded, and no record names its request.",
      next: "ops reconcile --env prod compares the table with the archive",
    });
  });
});
