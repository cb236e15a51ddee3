// The composition root as Lambda loads it: in a process of its own, with nothing but environment variables.
import { execFile } from "node:child_process";
import { promisify } from "node:util";
import { aCompanyId, aMessageId } from "@message-handler/domain/testing/fixtures.ts";
import { startFakeAws, type FakeAws } from "@message-handler/message-store/testing/fake-aws.ts";
import { expect } from "chai";
import { aProxyEvent } from "./proxy-event.fixture.ts";

const run = promisify(execFile);

const invoke = (event: unknown): string => `
  const { handler } = await import(${JSON.stringify(new URL("main.ts", import.meta.url).href)});
  const invocation = { awsRequestId: "invocation-1", getRemainingTimeInMillis: () => 10_000 };
  process.stdout.write(JSON.stringify(await handler(${JSON.stringify(event)}, invocation)));
`;

const runMain = async (event: unknown, env: Readonly<Record<string, string>>) => {
  const { stdout } = await run(process.execPath, ["--input-type=module", "--eval", invoke(event)], { env });
  return JSON.parse(stdout) as {
    readonly statusCode: number;
    readonly headers: Readonly<Record<string, string>>;
    readonly body: string;
  };
};

describe("the function behind the GET routes", () => {
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
  });

  it("reads a record from the table that it is told", async () => {
    aws.answer(() => ({
      status: 200,
      body: JSON.stringify({ ConsumedCapacity: { TableName: "the-table" } }),
    }));
    expect(await runMain(aProxyEvent({ id: aMessageId }), anEnvironment())).to.include({ statusCode: 404 });
    expect(aws.requests[0]?.headers["x-amz-target"]).to.equal("DynamoDB_20120810.GetItem");
    expect(JSON.parse(aws.requests[0]?.body ?? "{}")).to.deep.include({
      TableName: "the-table",
      Key: { message_id: { S: aMessageId } },
    });
  });

  it("lists from the index that it is told", async () => {
    aws.answer(() => ({ status: 200, body: JSON.stringify({ Items: [], Count: 0 }) }));
    const event = aProxyEvent({ query: { company_id: [aCompanyId] } });
    expect(await runMain(event, anEnvironment())).to.include({ statusCode: 200 });
    expect(JSON.parse(aws.requests[0]?.body ?? "{}")).to.include({
      TableName: "the-table",
      IndexName: "the-index",
    });
  });

  it("lets the pages of the website that it is told read its answers, and of no other", async () => {
    const origin = "https://console.example.com";
    const event = aProxyEvent({ id: "no-uuid" });
    const { headers } = await runMain(event, { ...anEnvironment(), CORS_ORIGIN: origin });
    expect(headers).to.include({ "access-control-allow-origin": origin, vary: "Origin" });
    expect((await runMain(event, anEnvironment())).headers).not.to.have.property(
      "access-control-allow-origin",
    );
  });

  it("does not start without its configuration, and names all that is missing", async () => {
    const error = await runMain(aProxyEvent({}), { AWS_REGION: "eu-west-1" }).then(
      () => "it started",
      (failure: unknown) => String(failure),
    );
    expect(error).to.contain("MESSAGES_TABLE: expected").and.contain("MESSAGES_INDEX: expected");
  });
});
