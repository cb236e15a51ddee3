import { aCompanyId, aMessageId, aValidRaw } from "@message-handler/domain/testing/fixtures.ts";
import { anSqsEvent, anSqsRecord } from "@message-handler/lambda-kit/testing/fixtures.ts";
import { loadMain, printAnswers, runMain } from "@message-handler/lambda-kit/testing/run-main.ts";
import { startFakeAws, type FakeAws, type Script } from "@message-handler/aws-client/testing/fake-aws.ts";
import { expect } from "chai";
import { createHash } from "node:crypto";

const main = new URL("main.ts", import.meta.url).href;

const linesOf = (log: string) =>
  log
    .trimEnd()
    .split("\n")
    .map((line) => JSON.parse(line) as Readonly<Record<string, unknown>>);

const anEnvironment = ({ endpoint }: FakeAws) => ({
  AWS_ENDPOINT_URL: endpoint,
  AWS_REGION: "eu-west-1",
  AWS_ACCESS_KEY_ID: "a",
  AWS_SECRET_ACCESS_KEY: "b",
  MESSAGES_BUCKET: "the-bucket",
  MESSAGES_TABLE: "the-table",
  QUEUE_URL: `${endpoint}/000000000000/work`,
  RETRY_BASE_SECONDS: "7",
  OUTAGE_PROTECTION_HOURS: "1",
  RECORD_DAYS: "30",
});

const everythingWorks: Script = ({ method, headers }) =>
  method === "PUT"
    ? { status: 200, headers: { "x-amz-checksum-sha256": String(headers["x-amz-checksum-sha256"]) } }
    : {
        status: 200,
        body: JSON.stringify({ ConsumedCapacity: { TableName: "the-table", CapacityUnits: 1 } }),
      };

const operationOf = ({ method, path, headers }: FakeAws["requests"][number]): string =>
  String(headers["x-amz-target"] ?? `${method} ${path.split("?")[0]}`);

describe("the main.ts of process-message", () => {
  let aws: FakeAws;
  beforeEach(async () => {
    aws = await startFakeAws();
  });
  afterEach(async () => aws.stop());

  it("sends nothing, logs nothing and keeps no process when it is loaded", async () => {
    expect(await loadMain(main, anEnvironment(aws))).to.equal("");
    expect(aws.requests).to.deep.equal([]);
  });

  it("rehearses a message while it is loaded, as it is deployed: with no configured endpoint", async () => {
    const { AWS_ENDPOINT_URL: _endpoint, ...deployed } = anEnvironment(aws);
    expect(await loadMain(main, deployed, printAnswers)).to.equal(
      "TLS is set up\nPUT the-bucket.s3.eu-west-1.amazonaws.com 200\nPOST dynamodb.eu-west-1.amazonaws.com 200\n",
    );
  });

  it("archives and records through clients that take their endpoint from the environment", async () => {
    aws.answer(everythingWorks);
    const { result, output } = await runMain(main, anSqsEvent(aValidRaw()), anEnvironment(aws));
    expect(result).to.deep.equal({ batchItemFailures: [] });
    expect(linesOf(output)[0]).to.deep.include({
      level: "INFO",
      message: "batch ended",
      outcomes: { Recorded: 1 },
    });
    expect(aws.requests.map(operationOf)).to.deep.equal([
      `PUT /the-bucket/${aCompanyId}/${aMessageId}.json`,
      "DynamoDB_20120810.PutItem",
    ]);
    expect(aws.requests[0]?.body).to.equal(aValidRaw());
  });

  it("returns a delivery to the queue with a retry delay when a store denies access", async () => {
    const denied = JSON.stringify({
      __type: "com.amazon.coral.service#AccessDeniedException",
      Message: "no",
    });
    aws.answer((request) => {
      if (request.body.includes("00000000-0000-4000-8000-000000000001") && request.method === "POST")
        return { status: 400, body: denied };
      return everythingWorks(request);
    });
    const other = aValidRaw({ metadata: { message_id: "00000000-0000-4000-8000-000000000001" } });
    const { result, output } = await runMain(main, anSqsEvent(aValidRaw(), other), anEnvironment(aws));
    expect(result).to.deep.equal({ batchItemFailures: [{ itemIdentifier: "message-1" }] });
    expect(linesOf(output).map(({ level, code }) => [level, code])).to.deep.include([
      "ERROR",
      "AccessDeniedException",
    ]);
    const delay = aws.requests.find(
      (request) => operationOf(request) === "AmazonSQS.ChangeMessageVisibility",
    );
    const { ReceiptHandle, VisibilityTimeout } = JSON.parse(delay?.body ?? "{}") as Record<string, unknown>;
    expect(ReceiptHandle).to.equal("receipt-1");
    expect(VisibilityTimeout).to.be.within(7, 13);
  });

  it("sends a message whose write is throttled four times to the queue again, and no copy of one older than its protection", async () => {
    const slowDown = "<Error><Code>SlowDown</Code><Message>no</Message></Error>";
    aws.answer((request) => {
      if (request.method === "PUT") return { status: 503, body: slowDown };
      const MD5OfMessageBody = createHash("md5").update(aValidRaw()).digest("hex");
      return { status: 200, body: JSON.stringify({ MessageId: "copy", MD5OfMessageBody }) };
    });
    const aged = (minutes: number) => ({
      ...anSqsRecord().attributes,
      SentTimestamp: `${Date.now() - minutes * 60_000}`,
    });
    const old = anSqsRecord({ messageId: "old", body: aValidRaw(), attributes: aged(61) });
    const event = { Records: [anSqsRecord({ body: aValidRaw(), attributes: aged(55) }), old] };
    const { result } = await runMain(main, event, anEnvironment(aws));
    expect(result).to.equal(undefined);
    expect(aws.requests.filter(({ method }) => method === "PUT")).to.have.length(2 * 4);
    const queueCalls = aws.requests.filter(({ headers }) => "x-amz-target" in headers);
    expect(queueCalls.map(operationOf)).to.have.members([
      "AmazonSQS.SendMessage",
      "AmazonSQS.ChangeMessageVisibility",
      "AmazonSQS.DeleteMessage",
    ]);
    const sent: unknown = JSON.parse(
      queueCalls.find((call) => operationOf(call).endsWith("SendMessage"))?.body ?? "{}",
    );
    expect(sent).to.include({ QueueUrl: anEnvironment(aws).QUEUE_URL, MessageBody: aValidRaw() });
  });

  it("does not start without its configuration, and names every missing variable", async () => {
    const env = { AWS_REGION: "eu-west-1", RETRY_BASE_SECONDS: "0" };
    const { output } = await runMain(main, anSqsEvent("{}"), env);
    for (const name of [
      "MESSAGES_BUCKET",
      "MESSAGES_TABLE",
      "QUEUE_URL",
      "RETRY_BASE_SECONDS",
      "OUTAGE_PROTECTION_HOURS",
      "RECORD_DAYS",
    ])
      expect(output).to.contain(`${name}: expected`);
    expect(output).not.to.contain("AWS_REGION: expected");
  });
});
