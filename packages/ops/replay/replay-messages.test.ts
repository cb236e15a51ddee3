import { SQSClient } from "@aws-sdk/client-sqs";
import { aCompanyId } from "@message-handler/domain/testing/fixtures.ts";
import { expect } from "chai";
import { makeFakeTerminal } from "../dead-letters/fake-target.fixture.ts";
import { keyOf, makeFakeArchive, someRecords } from "../reconcile/fake-archive.fixture.ts";
import { answering } from "../target/answering.fixture.ts";
import { replayMessages } from "./replay-messages.ts";

describe("replayMessages", () => {
  it("says behind which key to go on when SQS fails half-way", async () => {
    const records = someRecords(12);
    const credentials = { accessKeyId: "a", secretAccessKey: "b" };
    const sqs = new SQSClient({ region: "us-east-1", credentials });
    let batches = 0;
    sqs.middlewareStack.add(
      answering({
        SendMessageBatchCommand: (input) => {
          batches += 1;
          if (batches > 1) throw new Error("no connection");
          return { Successful: "Entries" in input ? input.Entries : [] };
        },
      }),
      { step: "initialize" },
    );
    const archive = makeFakeArchive(records);
    const target = { ...archive, clients: { ...archive.clients, sqs } };
    const { terminal, said } = makeFakeTerminal();
    const options = {
      companyId: aCompanyId,
      from: undefined,
      to: undefined,
      after: undefined,
      rate: 1000,
      isDryRun: false,
    };
    expect(await replayMessages(target, options, terminal).catch(String)).to.equal("Error: no connection");
    // SQS takes ten at once.
    const [last] = records.slice(9).map(keyOf);
    expect(said()).to.equal(`Sent at least 10 messages: go on with the same line and --after\n  ${last}\n`);
  });
});
