import { expect } from "chai";
import { readQueues } from "../services/cloudwatch/metrics/queue-metrics.ts";
import { isPublishedMetric, publishedMetrics } from "./published-metrics.ts";

describe("The metrics that AWS publishes", () => {
  it("are known by namespace, name and exactly their dimensions, in any order", () => {
    expect(isPublishedMetric("AWS/ApiGateway", "Count", ["Stage", "ApiName"])).to.equal(true);
    expect(isPublishedMetric("AWS/ApiGateway", "Count", ["Stage"])).to.equal(false);
    expect(isPublishedMetric("AWS/ApiGateway", "Counts", ["Stage", "ApiName"])).to.equal(false);
    expect(isPublishedMetric("AWS/EC2", "Count", ["Stage", "ApiName"])).to.equal(false);
  });

  it("are marked as measured for SQS where the local cloud reads them off its queues", () => {
    const quiet_groups = { visible: 0, in_flight: 0, delayed: 0, oldest_sent_at: null };
    const depth = { name: "q", url: "", arn: "", ...quiet_groups, noisy_groups: 0, quiet_groups };
    const read = readQueues([depth], new Date(), 1).map(({ metric }) => metric.name);
    const ofSqs = publishedMetrics.filter(({ namespace }) => namespace === "AWS/SQS");
    expect(ofSqs.flatMap(({ measured }) => measured)).to.have.members(read);
  });
});
