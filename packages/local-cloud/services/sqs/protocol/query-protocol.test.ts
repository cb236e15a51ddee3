import { ReceiveMessageCommand } from "@aws-sdk/client-sqs";
import { expect } from "chai";
import { type Fixture, startFixture } from "../../../testing/sqs-fixture.ts";

type Answered = { readonly status: number; readonly type: string | null; readonly text: string };

const send = (body: string): string => `Action=SendMessage&MessageBody=${encodeURIComponent(body)}`;

describe("SQS query protocol", () => {
  let sqs: Fixture;

  before(async () => {
    sqs = await startFixture({ aws_sqs_queue: { jobs: { name: "jobs", max_message_size: 263_168 } } });
  });
  after(async () => {
    await sqs.close();
  });

  const ask = async (body: string, options: { path?: string; accept?: string } = {}): Promise<Answered> => {
    const { path = "/000000000000/jobs", accept } = options;
    const response = await fetch(sqs.account.awsEndpoint + path, {
      method: "POST",
      headers: {
        "content-type": "application/x-www-form-urlencoded",
        ...(accept === undefined ? {} : { accept }),
      },
      body,
    });
    return {
      status: response.status,
      type: response.headers.get("content-type"),
      text: await response.text(),
    };
  };
  const askJson = async (body: string, path?: string) => {
    const answered = await ask(body, { accept: "application/json", ...(path === undefined ? {} : { path }) });
    return {
      ...answered,
      json: JSON.parse(answered.text) as Readonly<Record<string, Readonly<Record<string, unknown>>>>,
    };
  };
  const receive = async () => {
    const command = new ReceiveMessageCommand({
      QueueUrl: sqs.urlOf("jobs"),
      WaitTimeSeconds: 0,
      MaxNumberOfMessages: 10,
      MessageAttributeNames: ["All"],
      MessageSystemAttributeNames: ["AWSTraceHeader"],
    });
    return (await sqs.client.send(command)).Messages ?? [];
  };
  it("carries bodies that look like its own syntax, byte for byte", async () => {
    const bodies = [
      "&Action=DeleteQueue&MessageBody=x",
      "%26 %2B %zz 100%",
      "a+b c",
      `"quotes" 'and' <tags> &amp;`,
      "😀 é \uFEFF",
      "\uFEFFstarts with a mark",
      "line\r\nline\ttab\rreturn",
      "12345678901234567890 1e400",
      "[".repeat(5000),
      `{"pad":"${"x".repeat(262_144 - 10)}"}`,
    ];
    for (const body of bodies) {
      const answered = await askJson(send(body));
      expect(answered.status, answered.text.slice(0, 300)).to.equal(200);
      const [message, ...others] = await receive();
      expect(message?.Body === body, body.slice(0, 40)).to.equal(true);
      expect(others).to.deep.equal([]);
    }
  });

  it("decodes a plus as a blank, as forms do", async () => {
    await askJson("Action=SendMessage&MessageBody=a+b%2Bc%20d&Version=2012-11-05");
    expect((await receive()).map(({ Body }) => Body)).to.deep.equal(["a b+c d"]);
  });

  it("answers API Gateway in the JSON that it maps", async () => {
    const form = `${send("😀")}&MessageAttribute.1.Name=origin&MessageAttribute.1.Value.StringValue=a%26b&MessageAttribute.1.Value.DataType=String&MessageAttribute.2.Name=at&MessageAttribute.2.Value.StringValue=17&MessageAttribute.2.Value.DataType=Number`;
    const { status, type, json } = await askJson(form);
    expect(status).to.equal(200);
    expect(type).to.equal("application/json");
    const [message] = await receive();
    expect(message?.MessageAttributes).to.deep.equal({
      origin: { DataType: "String", StringValue: "a&b" },
      at: { DataType: "Number", StringValue: "17" },
    });
    const { SendMessageResult: result, ResponseMetadata: metadata } = json["SendMessageResponse"] ?? {};
    expect(result).to.deep.equal({
      MessageId: message?.MessageId,
      MD5OfMessageBody: message?.MD5OfBody,
      MD5OfMessageAttributes: message?.MD5OfMessageAttributes,
      MD5OfMessageSystemAttributes: null,
      SequenceNumber: null,
    });
    expect(metadata)
      .to.have.property("RequestId")
      .that.matches(/^[0-9a-f-]{36}$/);
  });

  const traceHeader = "Root=1-5759e988-bd862e3fe1be46a994272793;Parent=53995c3f42cd8ad8;Sampled=1";
  const traced = (name: string, value: string, type = "String"): string =>
    `${send("x")}&${new URLSearchParams([
      ["MessageSystemAttribute.1.Name", name],
      ["MessageSystemAttribute.1.Value.DataType", type],
      ["MessageSystemAttribute.1.Value.StringValue", value],
    ]).toString()}`;

  it("carries the header of a trace to the receiver, beside the message's own attributes", async () => {
    const form = `${traced("AWSTraceHeader", traceHeader)}&MessageAttribute.1.Name=a&MessageAttribute.1.Value.StringValue=b&MessageAttribute.1.Value.DataType=String`;
    const { json } = await askJson(form);
    const [message] = await receive();
    expect(message?.Attributes).to.include({ AWSTraceHeader: traceHeader });
    expect(Object.keys(message?.MessageAttributes ?? {})).to.deep.equal(["a"]);
    const { SendMessageResult: result } = json["SendMessageResponse"] ?? {};
    expect(result)
      .to.have.property("MD5OfMessageSystemAttributes")
      .that.matches(/^[0-9a-f]{32}$/);
  });

  it("does not count a trace's header towards the size of a message", async () => {
    const form = traced("AWSTraceHeader", traceHeader).replace("=x&", `=${"x".repeat(263_168)}&`);
    expect((await askJson(form)).status).to.equal(200);
    expect(await receive()).to.have.length(1);
  });

  it("refuses a trace's header of another form, and any other system attribute", async () => {
    for (const form of [
      traced("AWSTraceHeader", "Root=1-2-3"),
      traced("AWSTraceHeader", traceHeader, "Number"),
      traced("SenderId", "me"),
    ]) {
      const { status, json } = await askJson(form);
      expect(status, form).to.equal(400);
      expect(json["Error"], form).to.deep.include({ Code: "InvalidParameterValue" });
    }
    expect(await receive()).to.deep.equal([]);
  });

  it("answers errors in JSON under the names of the query protocol", async () => {
    const cases = [
      [send("x"), "/000000000000/other", "AWS.SimpleQueueService.NonExistentQueue"],
      [send("x"), "/999999999999/jobs", "AWS.SimpleQueueService.NonExistentQueue"],
      ["Action=SendMessage&MessageBody=", undefined, "MissingParameter"],
      ["Action=SendMessage", undefined, "MissingParameter"],
      [send("\u0001"), undefined, "InvalidMessageContents"],
      [send("x".repeat(263_169)), undefined, "InvalidParameterValue"],
      [`${send("x")}&DelaySeconds=901`, undefined, "InvalidParameterValue"],
      [`${send("x")}&DelaySeconds=soon`, undefined, "InvalidParameterValue"],
      [
        `${send("x")}&MessageAttributes.1.Name=typo`,
        undefined,
        "AWS.SimpleQueueService.UnsupportedOperation",
      ],
      [`${send("x")}&Delay=1`, undefined, "AWS.SimpleQueueService.UnsupportedOperation"],
      [`${send("x")}&MessageAttribute.1.Name=a`, undefined, "InvalidParameterValue"],
      [`${send("x")}&QueueUrl=http://h/000000000000/other`, undefined, "InvalidParameterValue"],
      [
        "Action=GetQueueAttributes&AttributeName.1=All",
        undefined,
        "AWS.SimpleQueueService.UnsupportedOperation",
      ],
      ["Action=Whatever", undefined, "InvalidAction"],
    ] as const;
    for (const [form, path, code] of cases) {
      const { status, json } = await askJson(form, path);
      expect(status, form.slice(0, 80)).to.equal(400);
      expect(json["Error"], form.slice(0, 80)).to.deep.include({ Code: code, Type: "Sender" });
      expect(json).to.have.property("RequestId");
    }
    expect(await receive()).to.deep.equal([]);
  });

  it("refuses what it cannot read exactly, rather than guess", async () => {
    const broken = [
      "MessageBody=100%",
      "MessageBody=%zz",
      "MessageBody=%ff",
      "MessageBody=a&MessageBody=b",
      "MessageBody=a&Action=DeleteQueue",
    ];
    for (const rest of broken) {
      const { status, json } = await askJson(`Action=SendMessage&${rest}`);
      expect(status, rest).to.equal(400);
      expect(json["Error"], rest).to.deep.include({ Code: "MalformedQueryString" });
    }
    expect(await receive()).to.deep.equal([]);
  });

  it("takes the queue from the parameter, and parameters from the URL", async () => {
    const url = encodeURIComponent("https://sqs.us-east-1.amazonaws.com/000000000000/jobs");
    expect((await askJson(`${send("by parameter")}&QueueUrl=${url}`, "/")).status).to.equal(200);
    const get = await fetch(`${sqs.urlOf("jobs")}?Action=SendMessage&MessageBody=by%20GET`, {
      headers: { accept: "application/json" },
    });
    expect(get.status).to.equal(200);
    expect((await receive()).map(({ Body }) => Body)).to.have.members(["by parameter", "by GET"]);
  });

  it("rejects, by name, operations whose answers it has no form for, and leaves the work undone", async () => {
    const before = sqs.state();
    const entry = "SendMessageBatchRequestEntry.1";
    const batch = await ask(`Action=SendMessageBatch&${entry}.Id=a&${entry}.MessageBody=x`);
    expect(batch.text).to.contain("XML answers to SendMessageBatch in the query protocol");
    expect((await askJson("Action=ReceiveMessage")).text).to.contain("JSON answers to ReceiveMessage");
    const sent = await ask(send("x"));
    expect([sent.status, sent.type]).to.deep.equal([400, "text/xml"]);
    expect(sent.text).to.contain(
      "<Type>Sender</Type><Code>AWS.SimpleQueueService.UnsupportedOperation</Code><Message>The local cloud does not support XML answers to SendMessage in the query protocol.</Message>",
    );
    expect(sqs.state()).to.deep.equal(before);
  });
});
