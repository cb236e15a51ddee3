import { expect } from "chai";
import { readQueues } from "./queue-metrics.ts";

describe("readQueues", () => {
  it("reads each gauge of SQS off a queue, the ages in seconds that the speed stretches", () => {
    const now = Date.parse("2026-11-29T10:00:00.000Z");
    const ago = (seconds: number): Date => new Date(now - seconds * 1000);
    const depth = {
      name: "jobs",
      url: "",
      arn: "",
      visible: 11,
      in_flight: 12,
      delayed: 13,
      oldest_sent_at: ago(9),
      noisy_groups: 2,
      quiet_groups: { visible: 1, in_flight: 3, delayed: 4, oldest_sent_at: ago(5) },
    };
    const readings = readQueues([depth], new Date(now), 60);
    expect(new Set(readings.map(({ metric }) => JSON.stringify({ ...metric, name: "" }))).size).to.equal(1);
    expect(readings[0]?.metric).to.deep.include({
      namespace: "AWS/SQS",
      dimensions: { QueueName: "jobs" },
    });
    expect(Object.fromEntries(readings.map(({ metric, value }) => [metric.name, value]))).to.deep.equal({
      ApproximateNumberOfMessagesVisible: 11,
      ApproximateNumberOfMessagesNotVisible: 12,
      ApproximateNumberOfMessagesDelayed: 13,
      ApproximateAgeOfOldestMessage: 540,
      ApproximateNumberOfNoisyGroups: 2,
      ApproximateNumberOfMessagesVisibleInQuietGroups: 1,
      ApproximateNumberOfMessagesNotVisibleInQuietGroups: 3,
      ApproximateNumberOfMessagesDelayedInQuietGroups: 4,
      ApproximateAgeOfOldestMessageInQuietGroups: 300,
    });
  });
});
