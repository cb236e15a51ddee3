import {
  CreateQueueCommand,
  DeleteQueueCommand,
  GetQueueUrlCommand,
  ListQueuesCommand,
  PurgeQueueCommand,
  SendMessageCommand,
  SetQueueAttributesCommand,
} from "@aws-sdk/client-sqs";
import { expect } from "chai";
import type { HttpRequest } from "../../core/http.ts";
import { type Fixture, refusalOf, startFixture } from "../../testing/sqs-fixture.ts";

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

describe("the SQS service", () => {
  let sqs: Fixture;
  let QueueUrl: string;

  before(async () => {
    sqs = await startFixture({ aws_sqs_queue: { jobs: { name: "jobs" } } });
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
      [jsonRequest("GetQueueUrl", { QueueName: "jobs" }), "sqs:GetQueueUrl", jobs],
      [jsonRequest("ListQueues", {}), "sqs:ListQueues", "*"],
      [jsonRequest("StartMessageMoveTask", { SourceArn: jobs }), "sqs:StartMessageMoveTask", jobs],
      [formRequest("/000000000000/jobs", "Action=SendMessage&MessageBody=x"), "sqs:SendMessage", jobs],
      [formRequest("/000000000000/jobs", "MessageBody=x&Action=ReceiveMessage"), "sqs:ReceiveMessage", jobs],
      [jsonRequest("SendMessage", "{"), "sqs:SendMessage", "*"],
    ];
    for (const [request, action, resource] of cases) {
      const call = sqs.service.identify(request);
      expect([call?.action, ...(call?.resources ?? [])], request.body.toString()).to.deep.equal([
        action,
        resource,
      ]);
    }
  });

  it("knows nothing of other requests", () => {
    expect(sqs.service.identify(jsonRequest("AddPermission", {}))).to.equal(undefined);
    expect(sqs.service.identify(jsonRequest("toString", {}))).to.equal(undefined);
    expect(sqs.service.identify(formRequest("/", "Action=Publish"))).to.equal(undefined);
    expect(sqs.service.identify(formRequest("/bucket/key/deeper", "Action=SendMessage"))).to.equal(undefined);
    expect(sqs.service.identify({ ...formRequest("/000000000000/jobs", "x"), headers: {} })).to.equal(
      undefined,
    );
  });

  it("does not know operations that are not simulated", () => {
    for (const operation of [
      "CancelMessageMoveTask",
      "TagQueue",
      "UntagQueue",
      "ListQueueTags",
      "AddPermission",
    ])
      expect(sqs.service.identify(jsonRequest(operation, { QueueUrl })), operation).to.equal(undefined);
  });

  it("writes errors so that an SDK sees both of their names", async () => {
    const error = await refusalOf(
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
      const response = await sqs.service.handle(call, new AbortController().signal);
      expect(response.status).to.be.within(400, 404);
      expect(response.body.toString(), body).to.contain(`com.amazonaws.sqs#${code}`);
    }
  });

  it("hands out queue URLs on the endpoint's own host", async () => {
    const found = await sqs.client.send(new GetQueueUrlCommand({ QueueName: "jobs" }));
    expect(found.QueueUrl).to.equal(QueueUrl);
    expect(QueueUrl).to.match(/^http:\/\/127\.0\.0\.1:\d+\/000000000000\/jobs$/);
  });

  it("makes, changes, lists and deletes queues", async () => {
    const made = await sqs.client.send(
      new CreateQueueCommand({
        QueueName: "a-made",
        Attributes: { MaximumMessageSize: "1024" },
      }),
    );
    const same = await sqs.client.send(new CreateQueueCommand({ QueueName: "a-made" }));
    expect(same.QueueUrl).to.equal(made.QueueUrl);
    const other = { QueueName: "a-made", Attributes: { MaximumMessageSize: "2048" } };
    expect((await refusalOf(sqs.client.send(new CreateQueueCommand(other)))).name).to.equal(
      "QueueNameExists",
    );
    const big = { QueueUrl: made.QueueUrl, MessageBody: "x".repeat(1025) };
    expect((await refusalOf(sqs.client.send(new SendMessageCommand(big)))).message).to.contain(
      "shorter than 1024 bytes",
    );
    const set = { QueueUrl: made.QueueUrl, Attributes: { MaximumMessageSize: "1025" } };
    await sqs.client.send(new SetQueueAttributesCommand(set));
    await sqs.client.send(new SendMessageCommand(big));
    expect(sqs.depths()[0]).to.deep.include({ name: "a-made", visible: 1 });
    await sqs.client.send(new PurgeQueueCommand({ QueueUrl: made.QueueUrl }));
    expect(sqs.depths()[0]).to.deep.include({ name: "a-made", visible: 0 });
    const page = await sqs.client.send(new ListQueuesCommand({ MaxResults: 1 }));
    expect(page.QueueUrls).to.deep.equal([made.QueueUrl]);
    const rest = await sqs.client.send(new ListQueuesCommand({ MaxResults: 1, NextToken: page.NextToken }));
    expect(rest).to.deep.include({ QueueUrls: [QueueUrl] });
    expect(rest.NextToken).to.equal(undefined);
    await sqs.client.send(new DeleteQueueCommand({ QueueUrl: made.QueueUrl }));
    expect((await refusalOf(sqs.client.send(new SendMessageCommand(big)))).name).to.equal(
      "QueueDoesNotExist",
    );
    expect(sqs.depths().map(({ name }) => name)).to.deep.equal(["jobs"]);
  });

  it("refuses queue attributes that SQS refuses, and those that are not simulated", async () => {
    const cases: readonly (readonly [string, Readonly<Record<string, string>>])[] = [
      ["InvalidAttributeValue", { VisibilityTimeout: "43201" }],
      ["InvalidAttributeValue", { DelaySeconds: "1.5" }],
      ["InvalidAttributeName", { Visibility: "1" }],
      [
        "InvalidParameterValue",
        { RedrivePolicy: JSON.stringify({ deadLetterTargetArn: sqs.arnOf("nobody"), maxReceiveCount: "3" }) },
      ],
      ["InvalidParameterValue", { RedrivePolicy: "3" }],
      ["UnsupportedOperation", { KmsMasterKeyId: "k" }],
      ["UnsupportedOperation", { Policy: JSON.stringify({ Version: "2012-10-17", Statement: [] }) }],
    ];
    for (const [name, Attributes] of cases) {
      const error = await refusalOf(sqs.client.send(new SetQueueAttributesCommand({ QueueUrl, Attributes })));
      expect(error.name, JSON.stringify(Attributes)).to.equal(name);
    }
    const tagged = { QueueName: "tagged", tags: { k: "v" } };
    const refused = await refusalOf(sqs.client.send(new CreateQueueCommand(tagged)));
    expect([refused.name, refused.message].join()).to.match(/^UnsupportedOperation,.*tags/);
    const guarded = { QueueName: "guarded", Attributes: { Policy: "{}" } };
    const error = await refusalOf(sqs.client.send(new CreateQueueCommand(guarded)));
    expect(error.name).to.equal("UnsupportedOperation");
    await sqs.client.send(new SetQueueAttributesCommand({ QueueUrl, Attributes: { Policy: "" } }));
    expect(
      (await refusalOf(sqs.client.send(new CreateQueueCommand({ QueueName: "a.fifo" })))).message,
    ).to.contain("FIFO");
  });
});
