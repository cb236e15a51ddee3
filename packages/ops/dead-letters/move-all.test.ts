import { SQSClient, type ListMessageMoveTasksResultEntry } from "@aws-sdk/client-sqs";
import { expect } from "chai";
import { makeFakeTerminal } from "./fake-target.fixture.ts";
import { moveAll } from "./move-all.ts";

const queue = { arn: "d", workQueueArn: "w", maxReceiveCount: 3, retentionMs: 1, visible: 2, hidden: 0 };

/** SQS lists these, one look after another; undefined for none. */
const watch = async (...tasks: readonly (ListMessageMoveTasksResultEntry | undefined)[]) => {
  const left = [...tasks];
  let started = 0;
  const sqs = new SQSClient({ region: "us-east-1", credentials: { accessKeyId: "a", secretAccessKey: "b" } });
  sqs.middlewareStack.add(
    (_next, { commandName }) =>
      async () => {
        if (commandName === "StartMessageMoveTaskCommand") started += 1;
        const task = commandName === "ListMessageMoveTasksCommand" ? left.shift() : undefined;
        return { output: { $metadata: {}, Results: task === undefined ? [] : [task] }, response: {} };
      },
    { step: "initialize" },
  );
  const result = await moveAll({ clients: { sqs } }, queue, 100, makeFakeTerminal().terminal).catch(String);
  return { result, started };
};

const task = (Status: string, parts: Partial<ListMessageMoveTasksResultEntry> = {}) => ({
  Status,
  StartedTimestamp: 2,
  ApproximateNumberOfMessagesMoved: 2,
  ...parts,
});

describe("moveAll", () => {
  it("waits for a task that SQS does not list at once", async () => {
    const before = task("COMPLETED", { StartedTimestamp: 1, ApproximateNumberOfMessagesMoved: 9 });
    for (const earlier of [undefined, before])
      expect(await watch(earlier, earlier, task("COMPLETED"))).to.deep.equal({
        result: { moved: 2, failed: 0 },
        started: 1,
      });
  });

  it("says that a redrive was cancelled once it is, and starts none while one is being cancelled", async () => {
    expect(await watch(task("CANCELLING"), task("CANCELLING"), task("CANCELLED"))).to.deep.equal({
      result: "OperatorError: the redrive was cancelled after 2 letters",
      started: 0,
    });
  });
});
