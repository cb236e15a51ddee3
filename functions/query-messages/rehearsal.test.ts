import { setImmediate } from "node:timers/promises";
import { makeRehearsalAgent, rehearsalEnvironment } from "@message-handler/aws-client/rehearsal-agent.ts";
// The SDK's own take a turn or two more.
import { makeDynamoDb } from "@message-handler/aws-client/slim-clients.ts";
import { rehearsalInvocation } from "@message-handler/lambda-kit/prime.ts";
import { sha256 } from "@message-handler/lambda-kit/sha256.ts";
import { makeFindRecord } from "@message-handler/message-store/find-record.ts";
import { makeListRecords } from "@message-handler/message-store/list-records.ts";
import { expect } from "chai";
import { makeGetMessage } from "./get-message.ts";
import { makeHandler } from "./handler.ts";
import { makeListMessages } from "./list-messages.ts";
import { rehearsalEvent, toAnswer } from "./rehearsal.ts";

describe("the rehearsal of query-messages", () => {
  it("answers its request with 200 before the process turns to anything else", async () => {
    const client = makeDynamoDb(
      { region: "eu-west-1", maxAttempts: 1, requestTimeoutMs: 1000 },
      rehearsalEnvironment,
      makeRehearsalAgent(toAnswer, {}),
    );
    const reader = makeHandler({
      getMessage: makeGetMessage(makeFindRecord({ client, table: "t" })),
      listMessages: makeListMessages({
        listRecords: makeListRecords({
          client,
          table: "t",
          index: "i",
          rejectedIndex: "r",
          longestReadMs: 1000,
        }),
        sha256,
      }),
      log: () => expect.fail("all is well"),
    });
    let ended: unknown;
    void reader(rehearsalEvent, rehearsalInvocation).then((response) => (ended = response));
    await setImmediate();
    expect(ended).to.include({ statusCode: 200 });
  });
});
