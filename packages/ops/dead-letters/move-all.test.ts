import { SQSClient, type ListMessageMoveTasksResultEntry } from "@aws-sdk/client-sqs";
import { expect } from "chai";
import { makeFakeTerminal } from "./fake-target.fixture.ts";
import { moveAll } from "./move-all.ts";

const queue = { arn: "d", workQueueArn: "w", maxReceiveCount: 3, retentionMs: 1, visible: 2, hidden: 0 };

type Look = ListMessageMoveTasksResultEntry | Error | undefined;

/** SQS lists these, one look after another; undefined for none, and it fails with an error. */
const watch = async (looks: readonly Look[], refusal?: Error) => {
  const left = [...looks];
  let started = 0;
  const sqs = new SQSClient({ region: "us-east-1", credentials: { accessKeyId: "a", secretAccessKey: "b" } });
  sqs.middlewareStack.add(
    (_next, { commandName }) =>
      async () => {
        if (commandName === "StartMessageMoveTaskCommand" && refusal !== undefined) throw refusal;
        if (commandName === "StartMessageMoveTaskCommand") started += 1;
        const task = commandName === "ListMessageMoveTasksCommand" ? left.shift() : undefined;
        if (task instanceof Error) throw task;
        return { output: { $metadata: {}, Results: task === undefined ? [] : [task] }, response: {} };
      },
    { step: "initialize" },
  );
  const { terminal, said } = makeFakeTerminal();
  const result = await moveAll({ clients: { sqs } }, queue, 100, terminal).catch(String);
  return { result, started, said: said() };
};

const task = (Status: string, parts: Partial<ListMessageMoveTasksResultEntry> = {}) => ({
  Status,
  StartedTimestamp: 2,
  ApproximateNumberOfMessagesMoved: 2,
  ...parts,
});

const goesOn = "SQS goes on moving them by itself: the same line watches it again.\n";
const watching = "A redrive of all letters is running already: watching that one.\n";

describe("moveAll", () => {
  it("waits for a task that SQS does not list at once", async () => {
    const before = task("COMPLETED", { StartedTimestamp: 1, ApproximateNumberOfMessagesMoved: 9 });
    for (const earlier of [undefined, before])
      expect(await watch([earlier, earlier, task("COMPLETED")])).to.deep.equal({
        result: { moved: 2, failed: 0 },
        started: 1,
        said: "",
      });
  });

  it("says that a redrive was cancelled once it is, and starts none while one is being cancelled", async () => {
    expect(await watch([task("CANCELLING"), task("CANCELLING"), task("CANCELLED")])).to.deep.equal({
      result: "OperatorError: the redrive was cancelled after 2 letters",
      started: 0,
      said: watching,
    });
  });

  it("says that SQS goes on when it cannot watch it any more, and does not when it has not begun", async () => {
    const failure = new Error("no connection");
    const result = "Error: no connection";
    expect(await watch([undefined, failure])).to.deep.equal({ result, started: 1, said: goesOn });
    const said = watching + goesOn;
    expect(await watch([task("RUNNING"), failure])).to.deep.equal({ result, started: 0, said });
    expect(await watch([undefined], failure)).to.deep.equal({ result, started: 0, said: "" });
  });
});
