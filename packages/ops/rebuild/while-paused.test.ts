import { expect } from "chai";
import { mkdtempSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { makeFakeQueues } from "../dead-letters/fake-queues.fixture.ts";
import { makeFakeTarget } from "../dead-letters/fake-target.fixture.ts";
import { answering } from "../target/answering.fixture.ts";
import { whilePaused } from "./while-paused.ts";

describe("whilePaused", () => {
  it("says that the worker is paused also when it ends before the worker has stopped", async () => {
    const target = makeFakeTarget(makeFakeQueues(1));
    const FunctionArn = "arn:aws:lambda:r:1:function:message-handler-test-process-message";
    target.clients.lambda.middlewareStack.add(
      answering({
        ListEventSourceMappingsCommand: () => ({
          EventSourceMappings: [{ FunctionArn, UUID: "a-mapping", State: "Enabled" }],
        }),
        UpdateEventSourceMappingCommand: () => ({}),
        GetEventSourceMappingCommand: () => {
          throw new Error("no connection");
        },
      }),
      { step: "initialize" },
    );
    const stateDirectory = mkdtempSync(join(tmpdir(), "ops-"));
    const said: string[] = [];
    const paused = whilePaused(target, { say: (line) => said.push(line), stateDirectory }, async () => 7);
    expect(await paused.catch(String)).to.equal("Error: no connection");
    rmSync(stateDirectory, { recursive: true });
    expect(said).to.have.length(1);
    expect(said[0]).to.match(
      /^The worker is still paused\. Run this again.*new messages could take the ids of old/,
    );
    expect(said[0]).to.match(/\n {2}aws lambda update-event-source-mapping --enabled --uuid a-mapping$/);
  });
});
