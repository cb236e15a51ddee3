import {
  CancelMessageMoveTaskCommand,
  DeleteMessageCommand,
  ListMessageMoveTasksCommand,
  StartMessageMoveTaskCommand,
} from "@aws-sdk/client-sqs";
import { expect } from "chai";
import { type Fixture, receiveFrom, sendTo, startFixture } from "../../testing/sqs-fixture.ts";
import { makeClock } from "../../core/clock.ts";
import { openDatabase } from "../../core/database.ts";
import { toQueue } from "./queues.ts";
import { migrations } from "./store/migrations.ts";
import { makeQueueStore } from "./store/queue-store.ts";
import { rejectionOf } from "../../testing/rejection-of.ts";
import { until } from "../../testing/until.ts";

const redriveTo = (dead: string, maxReceiveCount: number): string =>
  JSON.stringify({ deadLetterTargetArn: `arn:aws:sqs:us-east-1:000000000000:${dead}`, maxReceiveCount });

describe("SQS dead-letter queues and redrives", () => {
  let sqs: Fixture;
  let refuse: string | undefined;

  beforeEach(async () => {
    refuse = undefined;
    sqs = await startFixture(
      {
        aws_sqs_queue: {
          jobs: { name: "jobs", redrive_policy: redriveTo("dead", 3) },
          dead: { name: "dead" },
          other: { name: "other" },
        },
      },
      {
        speed: 5,
        authorize: (_caller, action) =>
          action === refuse ? { allowed: false, message: "no" } : { allowed: true },
      },
    );
  });
  afterEach(async () => {
    await sqs.close();
  });

  const receive = async (queue: string, options: object = {}) => receiveFrom(sqs, queue, options);
  const visibleIn = (queue: string): number | undefined =>
    sqs.state().find(({ name }) => name === queue)?.visible;
  const send = async (queue: string, body: string, MessageAttributes = {}) =>
    sendTo(sqs, queue, body, { MessageAttributes });
  const buryAll = async () => {
    for (let delivery = 0; delivery < 4; delivery += 1)
      await receive("jobs", { MaxNumberOfMessages: 10, VisibilityTimeout: 0 });
  };
  const start = async (options: object = {}) =>
    sqs.client.send(new StartMessageMoveTaskCommand({ SourceArn: sqs.arnOf("dead"), ...options }));
  const tasks = async () => {
    const command = new ListMessageMoveTasksCommand({ SourceArn: sqs.arnOf("dead"), MaxResults: 10 });
    return (await sqs.client.send(command)).Results ?? [];
  };
  const ended = async () =>
    until("the move has ended", async () => {
      const found = await tasks();
      return found[0]?.Status !== "RUNNING" && found;
    });

  it("receives the message behind one that goes to the dead-letter queue, without waiting", async () => {
    await send("jobs", "spent");
    for (let delivery = 0; delivery < 3; delivery += 1) await receive("jobs", { VisibilityTimeout: 0 });
    await send("jobs", "fresh");
    expect((await receive("jobs")).map(({ Body }) => Body)).to.deep.equal(["fresh"]);
    expect(visibleIn("dead")).to.equal(1);
  });

  it("counts the age of a dead letter from when it became one, and its retention from its first arrival", async () => {
    await send("jobs", "spent");
    const sent = Date.now();
    await until("time passes", () => Date.now() > sent);
    await buryAll();
    const oldest = sqs
      .state()
      .find(({ name }) => name === "dead")
      ?.oldest_sent_at?.getTime();
    expect(oldest).to.be.above(sent);
    const [letter] = sqs.peek("dead", 1) ?? [];
    expect(Date.parse(letter?.sent_at ?? "")).to.be.at.most(sent);
  });

  it("hides no dead letter that nobody received, however long the machine stalled", () => {
    let stall = 0;
    const at = new Date();
    const store = makeQueueStore({
      database: openDatabase(undefined, migrations),
      clock: makeClock(1),
      log: () => {},
      now: () => at,
      changed: () => {},
      stalled: () => stall,
    });
    const limits = { DelaySeconds: "0", MessageRetentionPeriod: "60", VisibilityTimeout: "30" };
    const jobs = toQueue(sqs.account, "jobs", { ...limits, RedrivePolicy: redriveTo("dead", 1) });
    const dead = toQueue(sqs.account, "dead", limits);
    store.send(jobs, { body: "spent", attributes: {}, group: undefined, delay: 0 });
    for (let delivery = 0; delivery < 2; delivery += 1)
      store.receive(jobs, dead, { max: 1, visibilityTimeout: 0 });
    stall = 1000;
    expect(store.receive(dead, undefined, { max: 1, visibilityTimeout: 1000 })).to.have.length(1);
  });

  it("moves a message after exactly its deliveries, unchanged, while a receiver waits", async () => {
    const attributes = { note: { DataType: "String", StringValue: "ü" } };
    const { MessageId } = await send("jobs", "😀", attributes);
    for (const count of ["1", "2", "3"]) {
      const [message] = await receive("jobs", { VisibilityTimeout: 1, WaitTimeSeconds: 5 });
      expect(message?.Attributes?.ApproximateReceiveCount).to.equal(count);
      expect(message?.Attributes?.DeadLetterQueueSourceArn).to.equal(undefined);
    }
    const waiting = receive("jobs", { WaitTimeSeconds: 2 });
    await until("they are dead-lettered", () => visibleIn("dead") === 1);
    const [message] = await receive("dead");
    expect(message).to.deep.include({ MessageId, Body: "😀", MessageAttributes: attributes });
    expect(message?.Attributes?.DeadLetterQueueSourceArn).to.equal(sqs.arnOf("jobs"));
    expect(sqs.logged).to.deep.equal([
      {
        level: "WARN",
        source: "sqs",
        message: "moved to the dead-letter queue",
        queue: "jobs",
        dead_letter_queue: "dead",
        sqs_message_id: MessageId,
        receive_count: 3,
      },
    ]);
    expect(message?.Attributes?.ApproximateReceiveCount).to.equal("4");
    expect(await waiting).to.deep.equal([]);
  });

  it("keeps a dead-lettered message when an old receipt of it is deleted in the source queue", async () => {
    await send("jobs", "x");
    const [first] = await receive("jobs", { VisibilityTimeout: 0 });
    await buryAll();
    await sqs.client.send(
      new DeleteMessageCommand({ QueueUrl: sqs.urlOf("jobs"), ReceiptHandle: first?.ReceiptHandle }),
    );
    const [message] = await receive("dead");
    expect(message?.Attributes?.DeadLetterQueueSourceArn).to.equal(sqs.arnOf("jobs"));
  });

  it("redrives messages to the queue they were dead-lettered from, unchanged and as new messages", async () => {
    const attributes = {
      note: { DataType: "String", StringValue: "ü" },
      raw: { DataType: "Binary", BinaryValue: new Uint8Array([0, 255]) },
    };
    const { MessageId } = await send("jobs", "a\r\n😀", attributes);
    await buryAll();
    expect(visibleIn("dead")).to.equal(1);
    const { TaskHandle } = await start();
    expect(TaskHandle).to.be.a("string");
    const [task] = await ended();
    expect(task).to.deep.include({
      Status: "COMPLETED",
      SourceArn: sqs.arnOf("dead"),
      ApproximateNumberOfMessagesMoved: 1,
      ApproximateNumberOfMessagesToMove: 1,
    });
    expect(task?.TaskHandle).to.equal(undefined);
    expect(task?.StartedTimestamp).to.be.within(Date.now() - 5000, Date.now());
    const entry = { level: "INFO", source: "sqs", queue: "dead" };
    expect(sqs.logged.slice(-2)).to.deep.equal([
      { ...entry, message: "move task started", to_move: 1 },
      { ...entry, message: "move task completed", destination: "jobs", moved: 1 },
    ]);
    expect(visibleIn("dead")).to.equal(0);
    const [message] = await receive("jobs");
    expect(message).to.deep.include({ Body: "a\r\n😀", MessageAttributes: attributes });
    expect(message?.MessageId).to.not.equal(MessageId);
    expect(message?.Attributes?.ApproximateReceiveCount).to.equal("1");
  });

  it("redrives many messages, also to another queue", async () => {
    for (let index = 0; index < 25; index += 1) await send("dead", String(index));
    await start({ DestinationArn: sqs.arnOf("other") });
    const [task] = await ended();
    expect(task).to.deep.include({
      Status: "COMPLETED",
      DestinationArn: sqs.arnOf("other"),
      ApproximateNumberOfMessagesMoved: 25,
    });
    expect(sqs.logged.at(-1)).to.include({ destination: "other", moved: 25 });
    expect([visibleIn("dead"), visibleIn("other")]).to.deep.equal([0, 25]);
  });

  it("fails a redrive of a message that was sent to the dead-letter queue, after moving those around it", async () => {
    await send("dead", "direct");
    await send("jobs", "dead-lettered");
    await buryAll();
    await start();
    const [task] = await ended();
    expect(task).to.deep.include({
      Status: "FAILED",
      FailureReason: "CouldNotDetermineMessageSource",
      ApproximateNumberOfMessagesMoved: 1,
    });
    expect([visibleIn("dead"), visibleIn("jobs")]).to.deep.equal([1, 1]);
    expect(sqs.logged.at(-1)).to.deep.equal({
      level: "WARN",
      source: "sqs",
      message: "move task failed",
      queue: "dead",
      destination: "jobs",
      moved: 1,
      reason: "CouldNotDetermineMessageSource",
    });
  });

  it("allows one redrive of a queue at a time, at the rate that was asked for, and lists the newest first", async () => {
    for (let index = 0; index < 3; index += 1) await send("dead", String(index));
    const slow = { DestinationArn: sqs.arnOf("other"), MaxNumberOfMessagesPerSecond: 20 };
    const started = performance.now();
    await start(slow);
    const second = await rejectionOf(start(slow));
    expect(second.name).to.equal("InvalidParameterValue");
    expect(second.message).to.contain("already a task running");
    await ended();
    // Ten at a time, twenty a second, in whatever time waiting is divided by.
    expect(performance.now() - started).to.be.above(490);
    await start(slow);
    const moved = (await ended()).map((task) => task.ApproximateNumberOfMessagesMoved);
    expect(moved).to.deep.equal([0, 3]);
  });

  it("cancels a redrive, which leaves what it has not moved, and another may start", async () => {
    for (let index = 0; index < 3; index += 1) await send("dead", String(index));
    const slow = { DestinationArn: sqs.arnOf("other"), MaxNumberOfMessagesPerSecond: 1 };
    const { TaskHandle } = await start(slow);
    await until("one is moved", () => visibleIn("other") === 1);
    const cancel = async (handle: string | undefined) =>
      sqs.client.send(new CancelMessageMoveTaskCommand({ TaskHandle: handle }));
    expect((await cancel(TaskHandle)).ApproximateNumberOfMessagesMoved).to.equal(1);
    expect(sqs.calls.at(-1)?.resources).to.deep.equal([sqs.arnOf("dead")]);
    expect((await tasks())[0]).to.deep.include({ Status: "CANCELLED", ApproximateNumberOfMessagesMoved: 1 });
    expect((await rejectionOf(cancel(TaskHandle))).name).to.equal("UnsupportedOperation");
    expect((await rejectionOf(cancel("none"))).name).to.equal("InvalidParameterValue");
    const unknown = Buffer.from(JSON.stringify({ taskId: "none", sourceArn: sqs.arnOf("dead") }));
    const missing = await rejectionOf(cancel(unknown.toString("base64")));
    expect(missing.name).to.equal("ResourceNotFoundException");
    await start({ DestinationArn: sqs.arnOf("other") });
    const [task] = await ended();
    expect(task).to.deep.include({ Status: "COMPLETED", ApproximateNumberOfMessagesMoved: 2 });
    expect([visibleIn("dead"), visibleIn("other")]).to.deep.equal([0, 3]);
  });

  it("fails a redrive, and leaves the messages, when its caller lacks a permission", async () => {
    for (const action of ["GetQueueAttributes", "ReceiveMessage", "DeleteMessage", "SendMessage"]) {
      await send("dead", action);
      refuse = `sqs:${action}`;
      await start({ DestinationArn: sqs.arnOf("other") });
      const [task] = await ended();
      expect(task, action).to.deep.include({ Status: "FAILED", FailureReason: "AccessDenied" });
      refuse = undefined;
    }
    await until("they are dead-lettered", () => visibleIn("dead") === 4);
    expect(visibleIn("other")).to.equal(0);
  });

  it("refuses a redrive from a queue that is no dead-letter queue, and of queues that do not exist", async () => {
    const cases = [
      ["InvalidParameterValue", { SourceArn: sqs.arnOf("jobs") }],
      ["InvalidParameterValue", { SourceArn: "dead" }],
      ["InvalidParameterValue", { DestinationArn: sqs.arnOf("dead") }],
      ["InvalidParameterValue", { MaxNumberOfMessagesPerSecond: 501 }],
      ["ResourceNotFoundException", { SourceArn: sqs.arnOf("nobody") }],
      ["ResourceNotFoundException", { DestinationArn: sqs.arnOf("nobody") }],
    ] as const;
    for (const [name, options] of cases) {
      expect((await rejectionOf(start(options))).name, JSON.stringify(options)).to.equal(name);
    }
    expect(await tasks()).to.deep.equal([]);
  });
});
