import {
  ChangeMessageVisibilityBatchCommand,
  ChangeMessageVisibilityCommand,
  DeleteMessageBatchCommand,
  DeleteMessageCommand,
  GetQueueAttributesCommand,
  ReceiveMessageCommand,
  SendMessageBatchCommand,
  SetQueueAttributesCommand,
} from "@aws-sdk/client-sqs";
import { expect } from "chai";
import { type Fixture, receiveFrom, sendTo, startFixture } from "../../testing/sqs-fixture.ts";
import { rejectionOf } from "../../testing/rejection-of.ts";
import { until } from "../../testing/until.ts";

const wallClock = (): Date => new Date();
const toEntries = (count: number, id: (index: number) => string) =>
  Array.from({ length: count }, (_, index) => ({ Id: id(index), MessageBody: "b" }));

describe("SQS messages", () => {
  let sqs: Fixture;
  let QueueUrl: string;
  let now = wallClock;

  beforeEach(async () => {
    now = wallClock;
    const queues = { jobs: { name: "jobs" }, slow: { name: "slow", delay_seconds: 20 } };
    sqs = await startFixture({ aws_sqs_queue: queues }, { speed: 100, now: () => now() });
    QueueUrl = sqs.urlOf("jobs");
  });
  afterEach(async () => {
    await sqs.close();
  });

  const send = async (body: string) => sendTo(sqs, "jobs", body);
  const receive = async (options: object = {}) => receiveFrom(sqs, "jobs", options);
  const depthOf = (queue: string) => sqs.state().find(({ name }) => name === queue);

  it("fails the entries of a batch one by one", async () => {
    const sent = await sqs.client.send(
      new SendMessageBatchCommand({
        QueueUrl,
        Entries: [
          { Id: "good", MessageBody: "😀" },
          { Id: "bad", MessageBody: "\u0000" },
          { Id: "big", MessageBody: "x".repeat(262_145) },
          { Id: "late", MessageBody: "x", DelaySeconds: 901 },
        ],
      }),
    );
    expect(sent.Successful?.map(({ Id }) => Id)).to.deep.equal(["good"]);
    expect(sent.Failed?.map(({ Id, Code }) => [Id, Code])).to.deep.equal([
      ["bad", "InvalidMessageContents"],
      ["big", "InvalidParameterValue"],
      ["late", "InvalidParameterValue"],
    ]);
    const [message] = await receive();
    expect(message?.Body).to.equal("😀");
    const ReceiptHandle = message?.ReceiptHandle;
    const hidden = await sqs.client.send(
      new ChangeMessageVisibilityBatchCommand({
        QueueUrl,
        Entries: [
          { Id: "bogus", ReceiptHandle: "bogus", VisibilityTimeout: 1 },
          { Id: "long", ReceiptHandle, VisibilityTimeout: 43_201 },
          { Id: "good", ReceiptHandle, VisibilityTimeout: 60 },
        ],
      }),
    );
    expect(hidden.Successful?.map(({ Id }) => Id)).to.deep.equal(["good"]);
    expect(hidden.Failed?.map(({ Id, Code }) => [Id, Code])).to.deep.equal([
      ["bogus", "ReceiptHandleIsInvalid"],
      ["long", "InvalidParameterValue"],
    ]);
    const deleted = await sqs.client.send(
      new DeleteMessageBatchCommand({
        QueueUrl,
        Entries: [
          { Id: "bogus", ReceiptHandle: "bogus" },
          { Id: "good", ReceiptHandle },
        ],
      }),
    );
    expect(deleted.Successful?.map(({ Id }) => Id)).to.deep.equal(["good"]);
    expect(deleted.Failed).to.have.lengthOf(1);
    expect(deleted.Failed?.[0]).to.deep.include({
      Id: "bogus",
      Code: "ReceiptHandleIsInvalid",
      SenderFault: true,
    });
    expect(depthOf("jobs")).to.deep.include({ visible: 0, in_flight: 0 });
  });

  it("refuses a batch that is empty, too long or names an entry twice", async () => {
    const cases = [
      ["EmptyBatchRequest", toEntries(0, String)],
      ["TooManyEntriesInBatchRequest", toEntries(11, String)],
      ["BatchEntryIdsNotDistinct", toEntries(2, () => "same")],
      ["InvalidBatchEntryId", toEntries(1, () => "a b")],
    ] as const;
    for (const [name, Entries] of cases) {
      const attempt = sqs.client.send(new SendMessageBatchCommand({ QueueUrl, Entries: [...Entries] }));
      expect((await rejectionOf(attempt)).name).to.equal(name);
    }
    const Entries = toEntries(5, String).map((entry) => ({ ...entry, MessageBody: "x".repeat(262_144) }));
    const attempt = sqs.client.send(new SendMessageBatchCommand({ QueueUrl, Entries }));
    expect((await rejectionOf(attempt)).name).to.equal("BatchRequestTooLong");
  });

  it("deletes a message twice without an error, but not under another queue", async () => {
    await send("d");
    const ReceiptHandle = (await receive())[0]?.ReceiptHandle;
    await sqs.client.send(new DeleteMessageCommand({ QueueUrl, ReceiptHandle }));
    await sqs.client.send(new DeleteMessageCommand({ QueueUrl, ReceiptHandle }));
    const elsewhere = { QueueUrl: sqs.urlOf("slow"), ReceiptHandle };
    const error = await rejectionOf(sqs.client.send(new DeleteMessageCommand(elsewhere)));
    expect(error.name).to.equal("ReceiptHandleIsInvalid");
    expect(error.$metadata?.httpStatusCode).to.equal(404);
    const late = { QueueUrl, ReceiptHandle, VisibilityTimeout: 5 };
    const gone = await rejectionOf(sqs.client.send(new ChangeMessageVisibilityCommand(late)));
    expect(gone.name).to.equal("MessageNotInflight");
  });

  it("keeps a message that is deleted by the receipt of an earlier receive", async () => {
    await send("twice");
    const [first] = await receive({ VisibilityTimeout: 0 });
    const [second] = await receive({ VisibilityTimeout: 60 });
    expect(second?.MessageId).to.equal(first?.MessageId);
    const { ReceiptHandle } = first ?? {};
    await sqs.client.send(new DeleteMessageCommand({ QueueUrl, ReceiptHandle }));
    expect(depthOf("jobs")).to.include({ in_flight: 1 });
    const change = new ChangeMessageVisibilityCommand({ QueueUrl, ReceiptHandle, VisibilityTimeout: 0 });
    expect(await rejectionOf(sqs.client.send(change))).to.include({ name: "MessageNotInflight" });
  });

  it("shows a message again when its visibility time-out is set to 0, and refuses one out of range", async () => {
    await send("v");
    const ReceiptHandle = (await receive())[0]?.ReceiptHandle;
    const beyond = { QueueUrl, ReceiptHandle, VisibilityTimeout: 43_201 };
    const error = await rejectionOf(sqs.client.send(new ChangeMessageVisibilityCommand(beyond)));
    expect(error.name).to.equal("InvalidParameterValue");
    expect(await receive()).to.deep.equal([]);
    await sqs.client.send(
      new ChangeMessageVisibilityCommand({ QueueUrl, ReceiptHandle, VisibilityTimeout: 0 }),
    );
    expect((await receive({ WaitTimeSeconds: 1 }))[0]?.Body).to.equal("v");
  });

  it("delays messages as the queue or the message says, divided by the speed", async () => {
    const started = performance.now();
    await sendTo(sqs, "slow", "late");
    expect(depthOf("slow")).to.deep.include({ visible: 0, delayed: 1 });
    const [late] = await receiveFrom(sqs, "slow", { WaitTimeSeconds: 2 });
    expect(late?.Body).to.equal("late");
    expect(performance.now() - started).to.be.within(150, 4000);
    await sendTo(sqs, "slow", "now", { DelaySeconds: 0 });
    expect(depthOf("slow")).to.deep.include({ visible: 1, in_flight: 1, delayed: 0 });
  });

  it("drops messages after their retention period", async () => {
    await send("old");
    now = () => new Date(Date.now() + 345_600_000);
    expect(depthOf("jobs")).to.deep.include({ visible: 0, oldest_sent_at: null });
    expect(await receive()).to.deep.equal([]);
    now = wallClock;
    expect(depthOf("jobs")).to.deep.include({ visible: 0, in_flight: 0 });
  });

  it("drops what is older than a retention that is set, and takes no other attribute and no retention beyond SQS's bounds", async () => {
    const sentAt = Date.now();
    now = () => new Date(sentAt);
    await send("old");
    const set = async (Attributes: Record<string, string>) =>
      sqs.client.send(new SetQueueAttributesCommand({ QueueUrl: sqs.urlOf("jobs"), Attributes }));
    for (const seconds of ["59", "1209601", "1e3", "a day"])
      expect((await rejectionOf(set({ MessageRetentionPeriod: seconds }))).name).to.equal(
        "InvalidAttributeValue",
      );
    expect((await rejectionOf(set({ VisibilityTimeout: "1" }))).message).to.include("VisibilityTimeout");
    await set({ MessageRetentionPeriod: "60" });
    // Divided by the speed.
    now = () => new Date(sentAt + 599);
    expect(depthOf("jobs")).to.include({ visible: 1 });
    now = () => new Date(sentAt + 600);
    expect(depthOf("jobs")).to.include({ visible: 0 });
  });

  it("gives a message to one of several waiting receivers, and the others wait on", async () => {
    const started = performance.now();
    const waiting = [receive({ WaitTimeSeconds: 1 }), receive({ WaitTimeSeconds: 1 })];
    await until("the receivers wait", () => sqs.calls.length === 2);
    await send("one");
    const received = (await Promise.all(waiting)).flat();
    expect(received.map(({ Body }) => Body)).to.deep.equal(["one"]);
    expect(performance.now() - started).to.be.greaterThan(900);
  });

  it("takes no message for a receiver that has gone away", async () => {
    const leaving = new AbortController();
    const command = new ReceiveMessageCommand({ QueueUrl, WaitTimeSeconds: 20 });
    const waiting = rejectionOf(sqs.client.send(command, { abortSignal: leaving.signal }));
    await until("the receivers wait", () => sqs.calls.length === 1);
    leaving.abort();
    await waiting;
    await send("kept");
    // Long enough for one that still waits to take it.
    expect(await receiveFrom(sqs, "slow", { WaitTimeSeconds: 1 })).to.deep.equal([]);
    const [message] = await receive({ WaitTimeSeconds: 1 });
    expect(message?.Body).to.equal("kept");
    expect(message?.Attributes?.ApproximateReceiveCount).to.equal("1");
  });

  it("returns the messages of an answer that was lost after their visibility time-out divided by the speed", async () => {
    await send("lost");
    const lost = new AbortController();
    const body = Buffer.from(JSON.stringify({ QueueUrl, VisibilityTimeout: 30 }));
    const headers = { "x-amz-target": "AmazonSQS.ReceiveMessage" };
    const call = sqs.service.identify({ method: "POST", url: "/", headers, body });
    if (call === undefined) throw new Error("not identified");
    const caller = { principal: { kind: "operator" }, signal: lost.signal } as const;
    expect((await sqs.service.handle(call, caller)).body.toString()).to.contain("lost");
    lost.abort();
    const aborted = performance.now();
    const [message] = await receive({ WaitTimeSeconds: 5 });
    expect(message?.Attributes?.ApproximateReceiveCount).to.equal("2");
    expect(performance.now() - aborted).to.be.within(250, 4000);
  });

  it("hands the messages of one batch to a waiting receiver together", async () => {
    const waiting = receive({ WaitTimeSeconds: 5, MaxNumberOfMessages: 10 });
    await until("the receivers wait", () => sqs.calls.length === 1);
    await sqs.client.send(new SendMessageBatchCommand({ QueueUrl, Entries: toEntries(10, String) }));
    expect(await waiting).to.have.lengthOf(10);
  });

  it("wakes a waiting receiver within moments of a send", async () => {
    for (let round = 0; round < 5; round += 1) {
      const calls = sqs.calls.length;
      const waiting = receive({ WaitTimeSeconds: 10 });
      await until("the receivers wait", () => sqs.calls.length > calls);
      const sent = performance.now();
      await send("now");
      expect((await waiting)[0]?.Body).to.equal("now");
      expect(performance.now() - sent).to.be.lessThan(300);
    }
  });

  it("counts visible and hidden messages at this moment, though nobody receives", async () => {
    const before = Date.now();
    await send("c");
    await receive({ VisibilityTimeout: 1 });
    const count = async () => {
      const command = new GetQueueAttributesCommand({ QueueUrl, AttributeNames: ["All"] });
      const { ApproximateNumberOfMessages: visible, ApproximateNumberOfMessagesNotVisible: hidden } =
        (await sqs.client.send(command)).Attributes ?? {};
      return `${visible} visible, ${hidden} hidden`;
    };
    expect(await count()).to.equal("0 visible, 1 hidden");
    await until("the message is visible again", async () => (await count()) === "1 visible, 0 hidden");
    expect(depthOf("jobs")).to.deep.include({ visible: 1, in_flight: 0, delayed: 0, url: QueueUrl });
    expect(depthOf("jobs")?.oldest_sent_at?.getTime()).to.be.within(before, Date.now());
  });
});
