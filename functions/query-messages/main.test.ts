import { aCompanyId, aMessageId, aProcessedRecord } from "@message-handler/domain/testing/fixtures.ts";
import { loadMain, printAnswers, runMain } from "@message-handler/lambda-kit/testing/run-main.ts";
import { inTurn, startFakeAws, type FakeAws } from "@message-handler/aws-client/testing/fake-aws.ts";
import { toRecordItem } from "@message-handler/message-store/persisted-record.ts";
import { expect } from "chai";
import { aProxyEvent } from "./proxy-event.fixture.ts";

const main = new URL("main.ts", import.meta.url).href;

describe("the main.ts of query-messages", () => {
  let aws: FakeAws;
  beforeEach(async () => {
    aws = await startFakeAws();
  });
  afterEach(async () => aws.stop());

  const anEnvironment = () => ({
    AWS_ENDPOINT_URL: aws.endpoint,
    AWS_REGION: "eu-west-1",
    AWS_ACCESS_KEY_ID: "a",
    AWS_SECRET_ACCESS_KEY: "b",
    MESSAGES_TABLE: "the-table",
    MESSAGES_INDEX: "the-index",
    MESSAGES_REJECTED_INDEX: "the-index-of-rejected",
  });

  it("sends nothing, logs nothing and keeps no process when it is loaded", async () => {
    expect(await loadMain(main, anEnvironment())).to.equal("");
    expect(aws.requests).to.deep.equal([]);
  });

  it("rehearses a request while it is loaded, as it is deployed: with no configured endpoint", async () => {
    const { AWS_ENDPOINT_URL: _endpoint, ...deployed } = anEnvironment();
    expect(await loadMain(main, deployed, printAnswers)).to.equal(
      "TLS is set up\nPOST dynamodb.eu-west-1.amazonaws.com 200\n",
    );
  });

  it("reads a record from the configured table", async () => {
    aws.answer(() => ({
      status: 200,
      body: JSON.stringify({ ConsumedCapacity: { TableName: "the-table" } }),
    }));
    const { result } = await runMain(main, aProxyEvent({ id: aMessageId }), anEnvironment());
    expect(result).to.include({ statusCode: 404 });
    expect(aws.requests[0]?.headers["x-amz-target"]).to.equal("DynamoDB_20120810.GetItem");
    expect(JSON.parse(aws.requests[0]?.body ?? "{}")).to.deep.include({
      TableName: "the-table",
      Key: { message_id: { S: aMessageId } },
    });
  });

  for (const [what, filter, IndexName] of [
    ["records", {}, "the-index"],
    ["rejected records", { status: ["Rejected"] }, "the-index-of-rejected"],
  ] as const)
    it(`lists ${what} from the configured index`, async () => {
      aws.answer(() => ({ status: 200, body: JSON.stringify({ Items: [], Count: 0 }) }));
      const event = aProxyEvent({ query: { company_id: [aCompanyId], ...filter } });
      const { result } = await runMain(main, event, anEnvironment());
      expect(result).to.include({ statusCode: 200 });
      expect(JSON.parse(aws.requests[0]?.body ?? "{}")).to.include({ TableName: "the-table", IndexName });
    });

  /** A page that has one record, and goes on. */
  const begun = {
    status: 200,
    body: JSON.stringify({
      Items: [toRecordItem(aProcessedRecord)],
      LastEvaluatedKey: { message_id: { S: aMessageId }, received_at: { S: "2023-12-10T22:02:39.123Z" } },
    }),
  };
  const list = aProxyEvent({ query: { company_id: [aCompanyId] } });
  const expectShortPage = (result: unknown): void => {
    expect(result).to.include({ statusCode: 200 }).and.property("body").includes('"next_cursor":"');
  };

  it("ends a page after its first read when the time left is less than another one may take", async () => {
    aws.answer(() => begun);
    expectShortPage((await runMain(main, list, anEnvironment(), 7_900)).result);
    expect(aws.requests).to.have.length(1);
  });

  it("logs a failure that cut a page short", async () => {
    aws.answer(inTurn(begun, "reset"));
    const { result, output } = await runMain(main, list, anEnvironment());
    expectShortPage(result);
    expect(JSON.parse(output)).to.include({
      level: "WARN",
      message: "page cut short",
      code: "ECONNRESET",
      aws_request_id: "invocation-1",
      request_id: "request-1",
    });
  });

  it("adds CORS headers for the configured origin and for no other", async () => {
    const origin = "https://console.example.com";
    const event = aProxyEvent({ id: "no-uuid" });
    const told = await runMain(main, event, { ...anEnvironment(), CORS_ORIGIN: origin });
    expect(told.result)
      .to.have.property("headers")
      .that.includes({ "access-control-allow-origin": origin, vary: "Origin" });
    const untold = await runMain(main, event, anEnvironment());
    expect(untold.result).to.have.property("headers").and.not.have.property("access-control-allow-origin");
  });

  it("does not start without its configuration, and names every missing variable", async () => {
    const { output } = await runMain(main, aProxyEvent({}), { AWS_REGION: "eu-west-1" });
    for (const name of ["MESSAGES_TABLE", "MESSAGES_INDEX", "MESSAGES_REJECTED_INDEX"])
      expect(output).to.contain(`${name}: expected`);
  });
});
