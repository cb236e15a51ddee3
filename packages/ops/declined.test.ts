import { expect } from "chai";
import { once } from "node:events";
import { createServer, type Server } from "node:http";
import type { AddressInfo } from "node:net";
import { PassThrough } from "node:stream";
import { text } from "node:stream/consumers";
import { addOperatorCommands } from "./operator-commands.ts";
import { makeProgram, runProgram } from "./run-program.ts";

const settings = { QUEUE_URL: "http://q/1/a-messages", MESSAGES_BUCKET: "b", MESSAGES_TABLE: "t" };

const depth = {
  QueueArn: "arn:aws:sqs:us-east-1:000000000000:a-messages",
  ApproximateNumberOfMessages: "0",
  ApproximateNumberOfMessagesNotVisible: "0",
  ApproximateNumberOfMessagesDelayed: "0",
  MessageRetentionPeriod: "1209600",
};

/** How a question ends. */
const asks = (shown: string): boolean => /(?:\[y\/N\]|to go on:) $/.test(shown);

describe("a command whose question is answered with no", () => {
  let server: Server;
  before(async () => {
    const operations: Readonly<Record<string, object>> = {
      "AmazonSQS.GetQueueAttributes": { Attributes: depth },
      "AmazonSQS.ReceiveMessage": {},
      "DynamoDB_20120810.Query": { Items: [], Count: 0, ScannedCount: 0 },
    };
    server = createServer(({ url = "", headers }, response) => {
      response.setHeader("x-amzn-requestid", "1");
      if (/[?&]versions/.test(url))
        return response.end(
          "<ListVersionsResult><Name>b</Name><IsTruncated>false</IsTruncated></ListVersionsResult>",
        );
      const others =
        url === "/_local/state"
          ? { functions: [{ name: "a-process-message" }], speed: 1 }
          : { FunctionName: "a-process-message", Environment: { Variables: settings } };
      return response.end(JSON.stringify(operations[String(headers["x-amz-target"])] ?? others));
    });
    server.listen(0, "127.0.0.1");
    await once(server, "listening");
  });
  after(() => {
    server.closeAllConnections();
    server.close();
  });

  const decline = async (args: readonly string[]) => {
    const stdin = Object.assign(new PassThrough(), { isTTY: true });
    const stdout = new PassThrough();
    const stderr = Object.assign(new PassThrough(), { isTTY: true });
    let shown = "";
    stderr.on("data", (chunk: Buffer) => {
      const before = shown;
      shown += chunk.toString();
      if (asks(shown) && !asks(before)) stdin.write("n\n");
    });
    const variables = { AWS_ENDPOINT_URL: `http://127.0.0.1:${(server.address() as AddressInfo).port}` };
    const places = { variables, readOutputs: async () => undefined, cwd: "/", stateDirectory: "/" };
    const program = makeProgram();
    addOperatorCommands(program, { stdin, stdout, stderr, ...places });
    const code = await runProgram(program, args);
    stdout.end();
    return { code, stdout: await text(stdout) };
  };

  for (const [args, said] of [
    [["replay", "--company", "e0721e56-fb09-4273-ae74-7bcbc92d43eb"], "No message was sent."],
    [["rebuild"], "No record was made."],
    [["reconcile", "--repair"], "Nothing was looked at."],
  ] as const)
    it(`says of ops ${args[0]} that nothing was done, and counts nothing`, async () => {
      expect(await decline(args)).to.deep.equal({ code: 0, stdout: `${said}\n` });
    });

  it("has failed where something else than the company's id is typed to erase it", async () => {
    expect(await decline(["erase", "--company", "e0721e56-fb09-4273-ae74-7bcbc92d43eb"])).to.deep.equal({
      code: 1,
      stdout: "Nothing was erased: what was typed is not the company's id.\n",
    });
  });
});
