import { setImmediate } from "node:timers/promises";
import { makeRehearsalAgent, rehearsalEnvironment } from "@message-handler/aws-client/rehearsal-agent.ts";
// The SDK's own take a turn or two more.
import { makeDynamoDb, makeS3 } from "@message-handler/aws-client/slim-clients.ts";
import { rehearsalInvocation } from "@message-handler/lambda-kit/prime.ts";
import { sha256 } from "@message-handler/lambda-kit/sha256.ts";
import { aRecordingLog } from "@message-handler/lambda-kit/testing/fixtures.ts";
import { makeArchiveMessage } from "@message-handler/message-store/archive-message.ts";
import { makeRecordProcessed, makeRecordRejected } from "@message-handler/message-store/put-record.ts";
import { expect } from "chai";
import { makeHandler } from "./handler.ts";
import { makeProcessMessage } from "./process-message.ts";
import { rehearsalEvent, toAnswer } from "./rehearsal.ts";

describe("the rehearsal of process-message", () => {
  it("records its message before the process turns to anything else, so that it never runs beside an invocation", async () => {
    const agent = makeRehearsalAgent(toAnswer, {});
    const limits = { region: "eu-west-1", maxAttempts: 1, requestTimeoutMs: 1000 };
    const records = { client: makeDynamoDb(limits, rehearsalEnvironment, agent), table: "t" };
    const now = (): Date => new Date();
    const unused = async (): Promise<never> => expect.fail("all is well");
    const { log, lines } = aRecordingLog();
    const worker = makeHandler({
      processMessage: makeProcessMessage({
        archiveMessage: makeArchiveMessage({
          client: makeS3(limits, rehearsalEnvironment, agent),
          bucket: "b",
        }),
        recordProcessed: makeRecordProcessed(records),
        recordRejected: makeRecordRejected(records),
        sha256,
        now,
      }),
      changeVisibility: unused,
      sendCopy: unused,
      deleteMessage: unused,
      retryBaseSeconds: 1,
      postponeForMs: 1,
      random: Math.random,
      log,
      now,
    });
    let ended: unknown;
    void worker(rehearsalEvent, rehearsalInvocation).then((result) => (ended = result));
    await setImmediate();
    expect(ended).to.deep.equal({ batchItemFailures: [] });
    expect(lines()[0]).to.deep.include({ outcomes: { Recorded: 1 } });
  });
});
