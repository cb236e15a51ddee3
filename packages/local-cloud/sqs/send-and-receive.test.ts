import {
  ChangeMessageVisibilityBatchCommand,
  ChangeMessageVisibilityCommand,
  DeleteMessageBatchCommand,
  DeleteMessageCommand,
  GetQueueAttributesCommand,
  ReceiveMessageCommand,
  SendMessageBatchCommand,
  SendMessageCommand,
} from "@aws-sdk/client-sqs";
import { expect } from "chai";
import fc from "fast-check";
import { type Fixture, startFixture, until } from "./sqs-fixture.ts";

const failure = async (
  attempt: Promise<unknown>,
): Promise<Error & { readonly $metadata?: { httpStatusCode?: number } }> => {
  try {
    await attempt;
  } catch (error) {
    return error as Error;
  }
  throw new Error("expected a refusal");
};

describe("messages of a queue", () => {
  let sqs: Fixture;
  let QueueUrl: string;
  let now: () => Date = () => new Date();

  before(async () => {
    sqs = await startFixture(
      {
        aws_sqs_queue: {
          jobs: { name: "jobs", max_message_size: 263_168 },
          slow: { name: "slow", delay_seconds: 20 },
        },
      },
      { speed: 100, now: () => now() },
    );
    QueueUrl = sqs.urlOf("jobs");
  });
  beforeEach(() => {
    now = () => new Date();
  });
  after(async () => {
    await sqs.close();
  });

  const take = async (options: object = {}) => {
    const command = new ReceiveMessageCommand({ QueueUrl, WaitTimeSeconds: 2, ...options });
    return (await sqs.client.send(command)).Messages ?? [];
  };
  const takeOne = async (options: object = {}) => {
    const [message] = await take(options);
    if (message === undefined) throw new Error("nothing was received");
    return message;
  };
  const done = async (ReceiptHandle: string | undefined) => {
    await sqs.client.send(new DeleteMessageCommand({ QueueUrl, ReceiptHandle }));
  };

  it("carries every allowed text unchanged, in bodies and in attributes", async () => {
    const unit = fc
      .integer({ min: 0x20, max: 0x10ffff })
      .filter((code) => (code < 0xd800 || code > 0xdfff) && (code & 0xfffe) !== 0xfffe);
    const text = fc
      .array(unit, { minLength: 1, maxLength: 40 })
      .map((codes) => String.fromCodePoint(...codes));
    const told = [
      "\uE000base64:aGk=",
      "\uFEFFx",
      "a\r\n\tb",
      "😀 &Action= %26 + \"'<>&",
      "\u{1F469}‍\u{1F680}",
    ];
    await fc.assert(
      fc.asyncProperty(text, async (body) => {
        const MessageAttributes = { note: { DataType: "String", StringValue: body } };
        await sqs.client.send(new SendMessageCommand({ QueueUrl, MessageBody: body, MessageAttributes }));
        const message = await takeOne({ MessageAttributeNames: ["All"] });
        await done(message.ReceiptHandle);
        expect(message.Body).to.equal(body);
        expect(message.MessageAttributes?.["note"]?.StringValue).to.equal(body);
      }),
      { numRuns: 40, examples: told.map((one) => [one]) },
    );
  });

  it("refuses characters that XML cannot carry", async () => {
    for (const body of ["\u0000", "a\u000bb", "\uFFFE", "\uFFFF", "\ud83d"]) {
      const error = await failure(sqs.client.send(new SendMessageCommand({ QueueUrl, MessageBody: body })));
      expect(error.name).to.equal("InvalidMessageContents");
    }
    const empty = await failure(sqs.client.send(new SendMessageCommand({ QueueUrl, MessageBody: "" })));
    expect(empty.name).to.equal("MissingParameter");
  });

  it("counts body and attributes towards the size, and takes exactly the limit", async () => {
    const MessageAttributes = { n: { DataType: "String", StringValue: "é" } };
    const rest = 1 + "String".length + 2;
    const exact = "x".repeat(263_168 - rest);
    await sqs.client.send(new SendMessageCommand({ QueueUrl, MessageBody: exact, MessageAttributes }));
    const message = await takeOne();
    expect(message.Body).to.equal(exact);
    await done(message.ReceiptHandle);
    const error = await failure(
      sqs.client.send(new SendMessageCommand({ QueueUrl, MessageBody: `${exact}x`, MessageAttributes })),
    );
    expect(error.name).to.equal("InvalidParameterValue");
    expect(error.message).to.equal(
      "One or more parameters are invalid. Reason: Message must be shorter than 263168 bytes.",
    );
  });

  it("carries a full-size body of emoji, which the engine could not hold as it is", async () => {
    const body = "😀".repeat(65_536);
    await sqs.client.send(new SendMessageCommand({ QueueUrl, MessageBody: body }));
    const message = await takeOne();
    await done(message.ReceiptHandle);
    expect(message.Body === body).to.equal(true);
  });

  it("carries binary attributes and shows only those that were asked for", async () => {
    const MessageAttributes = {
      "trace.id": { DataType: "String", StringValue: "t" },
      count: { DataType: "Number.int", StringValue: "-1e3" },
      bytes: { DataType: "Binary", BinaryValue: Buffer.from([0, 255, 16]) },
    };
    const sent = await sqs.client.send(
      new SendMessageCommand({ QueueUrl, MessageBody: "b", MessageAttributes }),
    );
    expect(sent.MD5OfMessageAttributes).to.match(/^[0-9a-f]{32}$/);
    const all = await takeOne({ MessageAttributeNames: ["All"], VisibilityTimeout: 0 });
    expect(all.MessageAttributes).to.deep.equal({
      ...MessageAttributes,
      bytes: { DataType: "Binary", BinaryValue: new Uint8Array([0, 255, 16]) },
    });
    expect(all.MD5OfMessageAttributes).to.equal(sent.MD5OfMessageAttributes);
    const some = await takeOne({ MessageAttributeNames: ["trace.*", "nothing"], VisibilityTimeout: 0 });
    expect(Object.keys(some.MessageAttributes ?? {})).to.deep.equal(["trace.id"]);
    expect(some.MD5OfMessageAttributes).to.not.equal(sent.MD5OfMessageAttributes);
    const none = await takeOne();
    expect(none.MessageAttributes).to.equal(undefined);
    await done(none.ReceiptHandle);
  });

  it("refuses attributes that SQS refuses", async () => {
    const bad: readonly (readonly [string, object])[] = [
      ["n", { DataType: "String", StringValue: "" }],
      ["n", { DataType: "Text", StringValue: "x" }],
      ["n", { DataType: "Number", StringValue: "ten" }],
      ["aws.n", { DataType: "String", StringValue: "x" }],
      ["a..n", { DataType: "String", StringValue: "x" }],
      ["n", { DataType: "String", StringValue: "\u0001" }],
    ];
    for (const [name, value] of bad) {
      const MessageAttributes = { [name]: value } as never;
      const error = await failure(
        sqs.client.send(new SendMessageCommand({ QueueUrl, MessageBody: "b", MessageAttributes })),
      );
      expect(error.name, JSON.stringify([name, value])).to.equal("InvalidParameterValue");
    }
  });

  it("says aloud what it does not simulate", async () => {
    const error = await failure(
      sqs.client.send(new SendMessageCommand({ QueueUrl, MessageBody: "b", MessageGroupId: "g" })),
    );
    expect(error.name).to.equal("UnsupportedOperation");
    expect(error.message).to.contain("MessageGroupId");
  });

  it("shows the system attributes that were asked for, under either name of the parameter", async () => {
    const before = Date.now();
    await sqs.client.send(new SendMessageCommand({ QueueUrl, MessageBody: "s" }));
    const first = await takeOne({ MessageSystemAttributeNames: ["All"], VisibilityTimeout: 0 });
    expect(Number(first.Attributes?.SentTimestamp)).to.be.within(before, Date.now());
    expect(first.Attributes?.ApproximateReceiveCount).to.equal("1");
    const second = await takeOne({ AttributeNames: ["ApproximateReceiveCount"] });
    expect(second.Attributes).to.deep.equal({ ApproximateReceiveCount: "2" });
    await done(second.ReceiptHandle);
    const error = await failure(take({ MessageSystemAttributeNames: ["ApproximateRecieveCount"] }));
    expect(error.name).to.equal("InvalidAttributeName");
  });

  it("fails the entries of a batch one by one", async () => {
    const sent = await sqs.client.send(
      new SendMessageBatchCommand({
        QueueUrl,
        Entries: [
          { Id: "good", MessageBody: "😀" },
          { Id: "bad", MessageBody: "\u0000" },
          { Id: "big", MessageBody: "x".repeat(263_169) },
        ],
      }),
    );
    expect(sent.Successful?.map(({ Id }) => Id)).to.deep.equal(["good"]);
    expect(sent.Failed?.map(({ Id, Code }) => [Id, Code])).to.deep.equal([
      ["bad", "InvalidMessageContents"],
      ["big", "InvalidParameterValue"],
    ]);
    const { ReceiptHandle } = await takeOne();
    const hidden = await sqs.client.send(
      new ChangeMessageVisibilityBatchCommand({
        QueueUrl,
        Entries: [
          { Id: "bogus", ReceiptHandle: "bogus", VisibilityTimeout: 1 },
          { Id: "good", ReceiptHandle, VisibilityTimeout: 60 },
        ],
      }),
    );
    expect(hidden.Failed?.map(({ Id, Code }) => [Id, Code])).to.deep.equal([
      ["bogus", "ReceiptHandleIsInvalid"],
    ]);
    const deleted = await sqs.client.send(
      new DeleteMessageBatchCommand({
        QueueUrl,
        Entries: [
          { Id: "bogus", ReceiptHandle: "bogus" },
          { Id: "broken", ReceiptHandle: `${ReceiptHandle?.slice(0, -4)}AAAA` },
          { Id: "good", ReceiptHandle },
        ],
      }),
    );
    expect(deleted.Successful?.map(({ Id }) => Id)).to.deep.equal(["good"]);
    expect(deleted.Failed?.map(({ Code, SenderFault }) => [Code, SenderFault])).to.deep.equal([
      ["ReceiptHandleIsInvalid", true],
      ["ReceiptHandleIsInvalid", true],
    ]);
  });

  it("refuses a batch that is empty, too long or names an entry twice", async () => {
    const entries = (count: number, id: (index: number) => string) =>
      Array.from({ length: count }, (_, index) => ({ Id: id(index), MessageBody: "b" }));
    const cases = [
      ["EmptyBatchRequest", entries(0, String)],
      ["TooManyEntriesInBatchRequest", entries(11, String)],
      ["BatchEntryIdsNotDistinct", entries(2, () => "same")],
      ["InvalidBatchEntryId", entries(1, () => "a b")],
    ] as const;
    for (const [name, Entries] of cases) {
      const error = await failure(
        sqs.client.send(new SendMessageBatchCommand({ QueueUrl, Entries: [...Entries] })),
      );
      expect(error.name).to.equal(name);
    }
  });

  it("takes a deletion twice but no receipt of another queue", async () => {
    await sqs.client.send(new SendMessageCommand({ QueueUrl, MessageBody: "d" }));
    const { ReceiptHandle } = await takeOne();
    await done(ReceiptHandle);
    await done(ReceiptHandle);
    const wrongQueue = { QueueUrl: sqs.urlOf("slow"), ReceiptHandle };
    const error = await failure(sqs.client.send(new DeleteMessageCommand(wrongQueue)));
    expect(error.name).to.equal("ReceiptHandleIsInvalid");
    expect(error.$metadata?.httpStatusCode).to.equal(404);
    const late = { QueueUrl, ReceiptHandle, VisibilityTimeout: 5 };
    expect((await failure(sqs.client.send(new ChangeMessageVisibilityCommand(late)))).name).to.equal(
      "MessageNotInflight",
    );
  });

  it("hands a message out again when its visibility is set to nothing, and refuses a time-out out of range", async () => {
    await sqs.client.send(new SendMessageCommand({ QueueUrl, MessageBody: "v" }));
    const { ReceiptHandle } = await takeOne();
    const beyond = { QueueUrl, ReceiptHandle, VisibilityTimeout: 43_201 };
    expect((await failure(sqs.client.send(new ChangeMessageVisibilityCommand(beyond)))).name).to.equal(
      "InvalidParameterValue",
    );
    await sqs.client.send(
      new ChangeMessageVisibilityCommand({ QueueUrl, ReceiptHandle, VisibilityTimeout: 0 }),
    );
    const again = await takeOne();
    expect(again.Body).to.equal("v");
    await done(again.ReceiptHandle);
  });

  it("divides delays by the speed, the queue's own and the message's", async () => {
    const started = performance.now();
    await sqs.client.send(new SendMessageCommand({ QueueUrl: sqs.urlOf("slow"), MessageBody: "late" }));
    expect(sqs.depths().find(({ name }) => name === "slow")).to.deep.include({ visible: 0, delayed: 1 });
    const late = await takeOne({ QueueUrl: sqs.urlOf("slow") });
    expect(late.Body).to.equal("late");
    expect(performance.now() - started).to.be.within(150, 1500);
    await sqs.client.send(
      new SendMessageCommand({ QueueUrl: sqs.urlOf("slow"), MessageBody: "now", DelaySeconds: 0 }),
    );
    expect(sqs.depths().find(({ name }) => name === "slow")).to.deep.include({ visible: 1, in_flight: 1 });
  });

  it("drops messages past their retention", async () => {
    await sqs.client.send(new SendMessageCommand({ QueueUrl, MessageBody: "old" }));
    now = () => new Date(Date.now() + 345_600_000);
    expect(sqs.depths().find(({ name }) => name === "jobs")).to.deep.include({
      visible: 0,
      oldest_sent_at: null,
    });
    expect(await take({ WaitTimeSeconds: 0 })).to.deep.equal([]);
    now = () => new Date();
    expect(await take({ WaitTimeSeconds: 0 })).to.deep.equal([]);
  });

  it("gives a message to one of several waiting receivers, and lets the others wait on", async () => {
    const started = performance.now();
    const waiting = [take({ WaitTimeSeconds: 1 }), take({ WaitTimeSeconds: 1 })];
    await sqs.client.send(new SendMessageCommand({ QueueUrl, MessageBody: "one" }));
    const received = (await Promise.all(waiting)).flat();
    expect(received.map(({ Body }) => Body)).to.deep.equal(["one"]);
    expect(performance.now() - started).to.be.greaterThan(900);
    await done(received[0]?.ReceiptHandle);
  });

  it("counts messages as they are at this moment, though nobody receives", async () => {
    await sqs.client.send(new SendMessageCommand({ QueueUrl, MessageBody: "c" }));
    await takeOne({ VisibilityTimeout: 1 });
    const count = async () => {
      const command = new GetQueueAttributesCommand({ QueueUrl, AttributeNames: ["All"] });
      const { ApproximateNumberOfMessages: visible, ApproximateNumberOfMessagesNotVisible: hidden } =
        (await sqs.client.send(command)).Attributes ?? {};
      return `${visible} visible, ${hidden} hidden`;
    };
    expect(await count()).to.equal("0 visible, 1 hidden");
    await until(count, (text) => text === "1 visible, 0 hidden");
    const [depth] = sqs.depths();
    expect(depth).to.deep.include({ name: "jobs", visible: 1, in_flight: 0, delayed: 0, url: QueueUrl });
    expect(depth?.oldest_sent_at).to.be.instanceOf(Date);
    await done((await takeOne()).ReceiptHandle);
  });
});
