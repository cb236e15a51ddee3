import {
  DeleteQueueCommand,
  GetQueueAttributesCommand,
  GetQueueUrlCommand,
  ListQueuesCommand,
  ReceiveMessageCommand,
  SendMessageCommand,
} from "@aws-sdk/client-sqs";
import { expect } from "chai";
import type { HttpRequest } from "../../core/http.ts";
import { type Fixture, startFixture } from "../../testing/sqs-fixture.ts";
import { rejectionOf } from "../../testing/rejection-of.ts";
import { until } from "../../testing/until.ts";

const jsonRequest = (operation: string, input: object | string): HttpRequest => ({
  method: "POST",
  url: "/",
  headers: { "x-amz-target": `AmazonSQS.${operation}`, "content-type": "application/x-amz-json-1.0" },
  body: Buffer.from(typeof input === "string" ? input : JSON.stringify(input)),
});
const formRequest = (url: string, form: string): HttpRequest => ({
  method: "POST",
  url,
  headers: { "content-type": "application/x-www-form-urlencoded; charset=UTF-8" },
  body: Buffer.from(form),
});

describe("SQS requests", () => {
  let sqs: Fixture;
  let QueueUrl: string;

  before(async () => {
    sqs = await startFixture({ aws_sqs_queue: { jobs: { name: "jobs" }, other: { name: "other" } } });
    QueueUrl = sqs.urlOf("jobs");
  });
  after(async () => {
    await sqs.close();
  });

  it("names the permission that each request needs", () => {
    const jobs = sqs.arnOf("jobs");
    const aboutJobs = { QueueUrl: "https://queue.amazonaws.com/000000000000/jobs" };
    const cases: readonly (readonly [HttpRequest, string, string])[] = [
      [jsonRequest("SendMessage", aboutJobs), "sqs:SendMessage", jobs],
      [jsonRequest("SendMessageBatch", aboutJobs), "sqs:SendMessage", jobs],
      [jsonRequest("DeleteMessageBatch", aboutJobs), "sqs:DeleteMessage", jobs],
      [jsonRequest("ChangeMessageVisibilityBatch", aboutJobs), "sqs:ChangeMessageVisibility", jobs],
      [jsonRequest("StartMessageMoveTask", { SourceArn: jobs }), "sqs:StartMessageMoveTask", jobs],
      [formRequest("/000000000000/jobs", "Action=SendMessage&MessageBody=x"), "sqs:SendMessage", jobs],
      [formRequest("/000000000000/jobs", "MessageBody=x&Action=ReceiveMessage"), "sqs:ReceiveMessage", jobs],
      [formRequest("/000000000000/jobs", "Action=SendMessage&DelaySeconds=soon"), "sqs:SendMessage", jobs],
      [jsonRequest("SendMessage", "{"), "sqs:SendMessage", "*"],
      [jsonRequest("GetQueueUrl", { QueueName: "jobs" }), "sqs:GetQueueUrl", jobs],
      [jsonRequest("ListQueues", {}), "sqs:ListQueues", "*"],
    ];
    for (const [request, action, resource] of cases) {
      const call = sqs.service.identify(request);
      expect([call?.action, ...(call?.resources ?? [])], request.body.toString()).to.deep.equal([
        action,
        resource,
      ]);
    }
  });

  it("finds queues by name and by prefix, page by page", async () => {
    const urlOf = async (QueueName: string) =>
      (await sqs.client.send(new GetQueueUrlCommand({ QueueName }))).QueueUrl;
    expect(await urlOf("jobs")).to.equal(QueueUrl);
    expect(await rejectionOf(urlOf("none"))).to.have.property("name", "QueueDoesNotExist");
    const list = async (input: object) => sqs.client.send(new ListQueuesCommand(input));
    expect((await list({ QueueNamePrefix: "o" })).QueueUrls).to.deep.equal([sqs.urlOf("other")]);
    const first = await list({ MaxResults: 1 });
    expect(first.QueueUrls).to.deep.equal([QueueUrl]);
    const second = await list({ MaxResults: 1, NextToken: first.NextToken });
    expect((await rejectionOf(list({ NextToken: "x" }))).name).to.equal("InvalidParameterValue");
    expect([second.QueueUrls, second.NextToken]).to.deep.equal([[sqs.urlOf("other")], undefined]);
  });

  it("does not identify other requests", () => {
    expect(sqs.service.identify(jsonRequest("AddPermission", {}))).to.equal(undefined);
    expect(sqs.service.identify(jsonRequest("toString", {}))).to.equal(undefined);
    expect(sqs.service.identify(formRequest("/", "Action=Publish"))).to.equal(undefined);
    expect(sqs.service.identify(formRequest("/bucket/key/deeper", "Action=SendMessage"))).to.equal(undefined);
    expect(sqs.service.identify({ ...formRequest("/000000000000/jobs", "x"), headers: {} })).to.equal(
      undefined,
    );
  });

  it("does not identify operations that are not supported", () => {
    for (const operation of [
      "CreateQueue",
      "ListDeadLetterSourceQueues",
      "PurgeQueue",
      "TagQueue",
      "UntagQueue",
      "ListQueueTags",
      "AddPermission",
    ])
      expect(sqs.service.identify(jsonRequest(operation, { QueueUrl })), operation).to.equal(undefined);
  });

  it("writes errors so that an SDK sees both of their names", async () => {
    const error = await rejectionOf(
      sqs.client.send(new SendMessageCommand({ QueueUrl: sqs.urlOf("nobody"), MessageBody: "x" })),
    );
    expect(error.name).to.equal("QueueDoesNotExist");
    expect(error)
      .to.have.property("Error")
      .that.includes({ Code: "AWS.SimpleQueueService.NonExistentQueue" });
    const response = sqs.service.toErrorResponse(jsonRequest("SendMessage", {}), {
      code: "AccessDenied",
      message: "no",
      status: 403,
    });
    expect(response.status).to.equal(403);
    expect(response.headers["x-amzn-query-error"]).to.equal("AccessDenied;Sender");
    expect(JSON.parse(response.body.toString())).to.deep.equal({
      __type: "com.amazonaws.sqs#AccessDeniedException",
      message: "no",
    });
    const form = sqs.service.toErrorResponse(formRequest("/000000000000/jobs", "Action=SendMessage"), {
      code: "ServiceUnavailable",
      message: "<later>",
      status: 503,
    });
    expect(form.body.toString()).to.contain("<Type>Receiver</Type><Code>ServiceUnavailable</Code>");
    expect(form.body.toString()).to.contain("&lt;later&gt;");
  });

  it("answers a body that is no JSON, and a parameter of the wrong type, with an error", async () => {
    for (const [body, code] of [
      ["{", "SerializationException"],
      ["[]", "InvalidParameterValue"],
      [JSON.stringify({ QueueUrl, MessageBody: 7 }), "InvalidParameterValue"],
      [JSON.stringify({ QueueUrl: "jobs", MessageBody: "x" }), "InvalidAddress"],
      [JSON.stringify({ MessageBody: "x" }), "MissingParameter"],
    ] as const) {
      const call = sqs.service.identify(jsonRequest("SendMessage", body));
      if (call === undefined) throw new Error("not identified");
      const { signal } = new AbortController();
      const response = await sqs.service.handle(call, { principal: { kind: "operator" }, signal });
      expect(response.status).to.be.within(400, 404);
      expect(response.body.toString(), body).to.contain(`com.amazonaws.sqs#${code}`);
    }
  });

  it("takes a null for a parameter that is not given", async () => {
    const body = JSON.stringify({
      QueueUrl,
      MessageBody: "null",
      DelaySeconds: null,
      MessageAttributes: null,
    });
    const call = sqs.service.identify(jsonRequest("SendMessage", body));
    if (call === undefined) throw new Error("not identified");
    const { signal } = new AbortController();
    const response = await sqs.service.handle(call, { principal: { kind: "operator" }, signal });
    expect(response.status).to.equal(200);
  });

  it("tells when a queue was made", async () => {
    const before = Math.floor(Date.now() / 1000) - 60;
    const { Attributes } = await sqs.client.send(
      new GetQueueAttributesCommand({
        QueueUrl,
        AttributeNames: ["CreatedTimestamp", "LastModifiedTimestamp"],
      }),
    );
    expect(Number(Attributes?.["CreatedTimestamp"])).to.be.within(before, Date.now() / 1000);
    expect(Attributes?.["LastModifiedTimestamp"]).to.equal(Attributes?.["CreatedTimestamp"]);
  });

  it("deletes a queue, also while a receiver waits at it", async () => {
    const other = { QueueUrl: sqs.urlOf("other") };
    const waiting = rejectionOf(
      sqs.client.send(new ReceiveMessageCommand({ ...other, WaitTimeSeconds: 20 })),
    );
    await until("the receiver waits", () => sqs.calls.at(-1)?.operation === "ReceiveMessage");
    await sqs.client.send(new DeleteQueueCommand(other));
    expect((await waiting).name).to.equal("QueueDoesNotExist");
    expect(sqs.state().map(({ url }) => url)).to.deep.equal([QueueUrl]);
  });
});
