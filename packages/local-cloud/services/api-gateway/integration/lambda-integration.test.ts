import { expect } from "chai";
import type { InvokeFailure, InvokeResult } from "../../../core/functions.ts";
import { makeTestGateway } from "../../../testing/test-gateway.ts";
import { readerArn } from "../../../testing/gateway-stack.ts";

const answering = (answer: unknown) => ({
  invoke: async (): Promise<InvokeResult> => ({
    ok: true,
    payload: typeof answer === "string" ? answer : JSON.stringify(answer),
  }),
});

describe("Lambda proxy integrations of API Gateway", () => {
  it("passes the whole request to the function", async () => {
    const gateway = makeTestGateway();
    await gateway.send("GET", "/v1/jobs/a%20b?x=1&x=2&y=c+d%26&z", {
      headers: { "user-agent": "me", accept: "*/*" },
    });
    expect(gateway.events[0]?.arn).to.equal(readerArn);
    const event = gateway.events[0]?.event ?? {};
    expect(event).to.deep.include({
      resource: "/jobs/{job_id}",
      path: "/jobs/a%20b",
      httpMethod: "GET",
      queryStringParameters: { x: "2", y: "c d&", z: "" },
      multiValueQueryStringParameters: { x: ["1", "2"], y: ["c d&"], z: [""] },
      pathParameters: { job_id: "a b" },
      stageVariables: null,
      body: null,
      isBase64Encoded: false,
    });
    expect(event).to.nested.include({
      "headers.accept": "*/*",
      "multiValueHeaders.accept[0]": "*/*",
      "headers.x-forwarded-for": "127.0.0.1",
      "requestContext.stage": "v1",
      "requestContext.path": "/v1/jobs/a%20b",
      "requestContext.resourcePath": "/jobs/{job_id}",
      "requestContext.httpMethod": "GET",
      "requestContext.accountId": "000000000000",
      "requestContext.identity.sourceIp": "127.0.0.1",
      "requestContext.identity.userAgent": "me",
      "requestContext.identity.userArn": null,
    });
    expect(event)
      .to.have.nested.property("requestContext.requestId")
      .that.matches(/^[0-9a-f-]{36}$/);
    expect(event).to.have.nested.property("requestContext.requestTimeEpoch").that.is.a("number");
    expect(event)
      .to.have.nested.property("requestContext.requestTime")
      .that.matches(/^\d\d\/[A-Z][a-z]{2}\/\d{4}:\d\d:\d\d:\d\d \+0000$/);
  });

  it("puts null where there is nothing, and base64 where the body is no text", async () => {
    const gateway = makeTestGateway();
    await gateway.send("GET", "/v1/jobs/7", { body: Buffer.from([0xff, 0x00]) });
    expect(gateway.events[0]?.event).to.include({
      queryStringParameters: null,
      multiValueQueryStringParameters: null,
      stageVariables: null,
      body: "/wA=",
      isBase64Encoded: true,
    });
  });

  it("asks whether API Gateway may invoke it, naming stage, method and resource", async () => {
    const gateway = makeTestGateway();
    await gateway.send("GET", "/v1/jobs/7");
    expect(gateway.asked[0]).to.include({ action: "lambda:InvokeFunction", resource: readerArn });
    expect(gateway.asked[0]?.context?.["aws:SourceArn"]).to.match(
      /^arn:aws:execute-api:us-east-1:000000000000:[a-z0-9]{10}\/v1\/GET\/jobs\/\{job_id\}$/,
    );
  });

  it("answers 500 and does not invoke when it may not", async () => {
    const gateway = makeTestGateway({
      deps: { authorize: () => ({ allowed: false, message: "no statement allows it" }) },
    });
    expect(await gateway.send("GET", "/v1/jobs/7")).to.include({
      status: 500,
      text: '{"message":"Internal server error"}',
    });
    expect(gateway.events).to.deep.equal([]);
    expect(gateway.log[0]?.message).to.contain("no statement allows it");
  });

  it("answers with the status, headers and body of the function's response", async () => {
    const headers = { "Content-Type": "text/plain", "X-Flag": true, Date: "x" };
    const gateway = makeTestGateway(answering({ statusCode: "201", headers, body: "é" }));
    const response = await gateway.send("GET", "/v1/jobs/7");
    expect(response).to.include({ status: 201, text: "é" });
    expect(response.headers).to.include({
      "content-type": "text/plain",
      "x-flag": "true",
      "x-amzn-remapped-date": "x",
    });
  });

  it("takes an empty object for an empty 200", async () => {
    const response = await makeTestGateway(answering({})).send("GET", "/v1/jobs/7");
    expect(response).to.include({ status: 200, text: "" });
    expect(response.headers["content-type"]).to.equal("application/json");
  });

  for (const answer of [
    "not json",
    "null",
    '"text"',
    { statusCode: 200, body: { not: "text" } },
    { status: 200 },
    { statusCode: "ok" },
    { statusCode: 99 },
    { statusCode: "600" },
    { statusCode: 1000 },
    { headers: { a: 1 } },
    { multiValueHeaders: { "set-cookie": ["a=1", "b=2"] } },
  ]) {
    it(`answers 502 to ${JSON.stringify(answer)} from the function`, async () => {
      const gateway = makeTestGateway(answering(answer));
      expect(await gateway.send("GET", "/v1/jobs/7")).to.include({
        status: 502,
        text: '{"message":"Internal server error"}',
      });
      expect(gateway.log[0]?.level).to.equal("ERROR");
    });
  }

  const failures: readonly (readonly [InvokeFailure["kind"], number])[] = [
    ["handled", 502],
    ["timeout", 502],
    ["crash", 502],
    ["throttled", 500],
  ];
  for (const [kind, status] of failures) {
    it(`answers ${status} when the function ends as ${kind}`, async () => {
      const error = { kind, errorType: "Secret", errorMessage: "secret" };
      const gateway = makeTestGateway({ invoke: async () => ({ ok: false, error }) });
      expect(await gateway.send("GET", "/v1/jobs/7")).to.include({
        status,
        text: '{"message":"Internal server error"}',
      });
    });
  }

  it("answers 504 when the function takes longer than the integration's time-out", async () => {
    const gateway = makeTestGateway({
      api: { read: { timeout_milliseconds: 50 } },
      invoke: () => new Promise(() => {}),
    });
    expect((await gateway.send("GET", "/v1/jobs/7")).status).to.equal(504);
  });
});
