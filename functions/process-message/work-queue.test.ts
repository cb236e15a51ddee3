import { assertLeft, assertRight } from "@message-handler/domain/testing/assert-either.ts";
import { makeSqs } from "@message-handler/aws-client/clients.ts";
import type { QueuedCopy } from "@message-handler/lambda-kit/postpone.ts";
import {
  clientEnvironment,
  startFakeAws,
  type FakeAws,
} from "@message-handler/aws-client/testing/fake-aws.ts";
import { expect } from "chai";
import { makeWorkQueue, type WorkQueue } from "./work-queue.ts";

const copy: QueuedCopy = {
  body: '{"a":1}\r\n',
  groupId: "company-1",
  traceHeader: "Root=1-5759e988-bd862e3fe1be46a994272793",
  attributes: {
    received_at: { dataType: "Number", stringValue: "1702245758000" },
    seal: { dataType: "Binary", binaryValue: Buffer.from([0, 1, 2]) },
  },
  delaySeconds: 90,
};

/** printf '{"a":1}\r\n' | md5sum */
const md5 = "98b68f8af374b4599f826a9e99723098";

type Call = {
  readonly send: (queue: WorkQueue) => Promise<unknown>;
  /** Beside the queue's URL. */
  readonly input: object;
  readonly answer: object;
};

const calls: Readonly<Record<string, Call>> = {
  ChangeMessageVisibility: {
    send: async ({ changeVisibility }) => changeVisibility("receipt-1", 42).then(assertRight),
    input: { ReceiptHandle: "receipt-1", VisibilityTimeout: 42 },
    answer: {},
  },
  SendMessage: {
    send: async ({ sendCopy }) => sendCopy(copy).then(assertRight),
    input: {
      MessageBody: copy.body,
      DelaySeconds: 90,
      MessageGroupId: "company-1",
      MessageSystemAttributes: {
        AWSTraceHeader: { DataType: "String", StringValue: "Root=1-5759e988-bd862e3fe1be46a994272793" },
      },
      MessageAttributes: {
        received_at: { DataType: "Number", StringValue: "1702245758000" },
        seal: { DataType: "Binary", BinaryValue: "AAEC" },
      },
    },
    answer: { MessageId: "copy-1", MD5OfMessageBody: md5 },
  },
  DeleteMessage: {
    send: async ({ deleteMessage }) => deleteMessage("receipt-1").then(assertRight),
    input: { ReceiptHandle: "receipt-1" },
    answer: {},
  },
};

describe("makeWorkQueue", () => {
  let aws: FakeAws;
  beforeEach(async () => {
    aws = await startFakeAws();
  });
  afterEach(async () => aws.stop());

  const aQueue = (requestTimeoutMs = 1000) =>
    makeWorkQueue({
      client: makeSqs(
        { region: "eu-west-1", maxAttempts: 2, requestTimeoutMs },
        clientEnvironment(aws.endpoint),
      ),
      queueUrl: `${aws.endpoint}/000000000000/work`,
    });
  const answerWith = (body: object): void =>
    aws.answer(() => ({
      status: 200,
      headers: { "content-type": "application/x-amz-json-1.0" },
      body: JSON.stringify(body),
    }));

  for (const [operation, { send, input, answer }] of Object.entries(calls))
    it(`sends ${operation} to its queue, with all that it was given`, async () => {
      answerWith(answer);
      await send(aQueue());
      expect(aws.requests).to.have.length(1);
      expect(aws.requests[0]?.headers["x-amz-target"]).to.equal(`AmazonSQS.${operation}`);
      expect(JSON.parse(aws.requests[0]?.body ?? "")).to.deep.equal({
        QueueUrl: `${aws.endpoint}/000000000000/work`,
        ...input,
      });
    });

  for (const [what, body] of Object.entries({
    "names no message": { MD5OfMessageBody: md5 },
    "is about another body": { MessageId: "copy-1", MD5OfMessageBody: "00000000000000000000000000000000" },
    "is somebody else's": {},
  }))
    it(`does not take a copy for sent when the answer ${what}`, async () => {
      answerWith(body);
      expect(assertLeft(await aQueue().sendCopy(copy))).to.include({
        kind: "Transient",
        code: "UnconfirmedAnswer",
        needsOperator: false,
      });
    });

  it("returns SQS's error as a transient failure", async () => {
    const body = JSON.stringify({ __type: "com.amazonaws.sqs#ReceiptHandleIsInvalid", message: "no" });
    aws.answer(() => ({ status: 400, body }));
    expect(assertLeft(await aQueue().changeVisibility("receipt-1", 42))).to.include({
      code: "ReceiptHandleIsInvalid",
    });
  });

  for (const answer of ["hang", "cut"] as const) {
    it(`returns a transient failure after its attempts when the answer of SQS is a ${answer}`, async () => {
      aws.answer(() => answer);
      expect(assertLeft(await aQueue(50).changeVisibility("receipt-1", 42))).to.include({
        kind: "Transient",
      });
      expect(aws.requests).to.have.length(2);
    });
  }
});
