import { expect } from "chai";
import { makeFakeQueues } from "../dead-letters/fake-queues.fixture.ts";
import { makeFakeTarget } from "../dead-letters/fake-target.fixture.ts";
import { answering } from "../target/answering.fixture.ts";
import { readStatus } from "./read-status.ts";

const functionName = "message-handler-test-process-message";

describe("readStatus, on AWS", () => {
  const at = new Date("2026-01-31T10:00:00Z");
  /** @param MetricDataResults what CloudWatch has */
  const read = async (...MetricDataResults: readonly object[]) => readAt(1, ...MetricDataResults);
  let refusal: Error | undefined;
  afterEach(() => (refusal = undefined));
  const readAt = async (speed: number, ...MetricDataResults: readonly object[]) => {
    const queues = makeFakeQueues(1);
    if (refusal !== undefined) queues.refusals.set("GetQueueAttributesCommand", refusal);
    queues.put("dead", "a");
    queues.put("work", "b");
    const target = { ...makeFakeTarget(queues), speed };
    const step = { step: "initialize" } as const;
    target.clients.cloudwatch.middlewareStack.add(
      answering({
        GetMetricDataCommand: () => ({ MetricDataResults }),
        DescribeAlarmsCommand: () => ({ MetricAlarms: [] }),
      }),
      step,
    );
    target.clients.lambda.middlewareStack.add(
      answering({
        // An alias's is not listed under the name of its function.
        ListEventSourceMappingsCommand: (input) => ({
          EventSourceMappings:
            "EventSourceArn" in input && input.EventSourceArn === "work"
              ? [{ FunctionArn: `arn:aws:lambda:r:1:function:${functionName}:live`, State: "Enabled" }]
              : [],
        }),
      }),
      step,
    );
    return { status: await readStatus(target, at), calls: queues.calls };
  };

  it("does not know when letters expire where CloudWatch has no figure, and looks at none of them", async () => {
    const { status, calls } = await read();
    expect(status.dead_letters).to.deep.equal({ count: 1, first_expires_at: null });
    expect(calls).not.to.include("ReceiveMessageCommand");
  });

  it("tells it by the newest figure for the oldest of them", async () => {
    const { status } = await read({ Id: "deadAge", Values: [86_400, 10] });
    expect(status.dead_letters?.first_expires_at).to.equal("2026-02-13T10:00:00.000Z");
  });

  it("tells the real age of the oldest message where a faster clock counts it", async () => {
    const { status } = await readAt(60, { Id: "age", Values: [231] });
    expect(status.queue?.oldest_seconds).to.equal(3);
  });

  it("knows the event source that leads to the function's alias", async () => {
    expect((await read()).status.event_source).to.equal("Enabled");
  });

  it("tells the alarms and the rates where SQS fails, and what it has not read", async () => {
    refusal = new Error("no connection");
    const { status } = await read({ Id: "requests", Values: [3] });
    expect(status).to.deep.include({ queue: null, dead_letters: null, event_source: "not read", alarms: [] });
    expect(status.rates?.requests).to.equal(3);
    expect(status.not_read).to.deep.equal([
      "the queue: no connection",
      "the dead-letter queue: no connection",
    ]);
  });
});
