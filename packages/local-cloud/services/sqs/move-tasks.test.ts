import { expect } from "chai";
import { makeMoveTasks } from "./move-tasks.ts";

describe("makeMoveTasks", () => {
  it("names the queue of a task that has ended in the log", async () => {
    const logged: unknown[] = [];
    const tasks = makeMoveTasks({
      move: async () => "AccessDenied",
      log: (level, source, message, fields) => logged.push({ level, source, message, fields }),
      now: () => new Date(),
    });
    const sourceArn = "arn:aws:sqs:us-east-1:000000000000:dead";
    tasks.start({ sourceArn, destinationArn: undefined, accessKeyId: undefined });
    await tasks.stop();
    const fields = { queue: sourceArn, moved: 0, reason: "AccessDenied" };
    expect(logged).to.deep.equal([{ level: "WARN", source: "sqs", message: "move task failed", fields }]);
  });
});
