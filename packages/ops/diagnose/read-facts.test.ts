import { expect } from "chai";
import { makeFakeQueues } from "../dead-letters/fake-queues.fixture.ts";
import { makeFakeTarget } from "../dead-letters/fake-target.fixture.ts";
import { answering } from "../target/answering.fixture.ts";
import { readFacts } from "./read-facts.ts";

describe("readFacts", () => {
  it("says once of which log it has not read all, and nothing of the others", async () => {
    const target = makeFakeTarget(makeFakeQueues(1));
    const { logs, cloudwatch, lambda } = target.clients;
    const step = { step: "initialize", priority: "high" } as const;
    cloudwatch.middlewareStack.add(
      answering({ GetMetricDataCommand: () => ({}), DescribeAlarmsCommand: () => ({}) }),
      step,
    );
    lambda.middlewareStack.add(answering({}), step);
    const endless = { logGroupName: "/aws/lambda/message-handler-test-process-message" };
    logs.middlewareStack.add(
      answering({
        FilterLogEventsCommand: (input) =>
          "logGroupName" in input && input.logGroupName === endless.logGroupName
            ? { events: [], nextToken: "more" }
            : { events: [] },
      }),
      step,
    );
    const { notRead } = await readFacts(target, Date.now());
    expect(notRead.filter((note) => note.includes("more lines"))).to.deep.equal([
      `${endless.logGroupName}: more lines than are looked at, so that some of the newest are missing`,
    ]);
  });
});
