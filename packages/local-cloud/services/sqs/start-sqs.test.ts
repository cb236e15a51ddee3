import { existsSync } from "node:fs";
import { copyFile, mkdtemp, rm } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import {
  DeleteMessageCommand,
  GetQueueAttributesCommand,
  ListMessageMoveTasksCommand,
  StartMessageMoveTaskCommand,
} from "@aws-sdk/client-sqs";
import { expect } from "chai";
import {
  type Fixture,
  type FixtureOptions,
  receiveFrom,
  sendTo,
  startFixture,
} from "../../testing/sqs-fixture.ts";
import type { Resources } from "../../testing/stack.ts";
import type { Principal } from "../../core/principals.ts";
import { until } from "../../testing/until.ts";

const arn = (name: string): string => `arn:aws:sqs:us-east-1:000000000000:${name}`;
const url = (name: string): string => `http://127.0.0.1:1/000000000000/${name}`;
const redrive = (name: string): string =>
  JSON.stringify({ deadLetterTargetArn: arn(name), maxReceiveCount: 2 });
const allow = (policy: object): string => JSON.stringify(policy);

const attributesOf = async (sqs: Fixture, queue: string) => {
  const command = new GetQueueAttributesCommand({ QueueUrl: sqs.urlOf(queue), AttributeNames: ["All"] });
  return (await sqs.client.send(command)).Attributes ?? {};
};
const receiveOne = async (sqs: Fixture, queue: string, options: object = {}) =>
  (await receiveFrom(sqs, queue, options))[0];

const depthOf = (sqs: Fixture, queue: string) => sqs.state().find(({ name }) => name === queue);

const withDeadLetters = (visibility: number, deadLetters = true): Resources => ({
  aws_sqs_queue: {
    work: {
      name: "jobs",
      visibility_timeout_seconds: visibility,
      ...(deadLetters ? { redrive_policy: redrive("dead") } : {}),
    },
    dead: { name: "dead" },
  },
});

describe("SQS queues of a stack", () => {
  const running: Fixture[] = [];
  const start = async (resources: Resources, options: FixtureOptions = {}): Promise<Fixture> => {
    const fixture = await startFixture(resources, options);
    running.push(fixture);
    return fixture;
  };
  const closeAll = async (): Promise<void> => {
    for (const fixture of running.splice(0)) await fixture.close();
  };
  afterEach(closeAll);

  it("tells how much was sent again by a role that receives, whoever else sends", async () => {
    const roleOf = (name: string): Principal => ({
      kind: "role",
      arn: `arn:aws:iam::000000000000:role/${name}`,
    });
    let principal = roleOf("sender");
    const sqs = await start(withDeadLetters(30), { principal: () => principal });
    await sendTo(sqs, "jobs", "a");
    principal = roleOf("worker");
    await receiveOne(sqs, "jobs");
    await sendTo(sqs, "jobs", "a");
    await sendTo(sqs, "dead", "a");
    principal = roleOf("sender");
    await sendTo(sqs, "jobs", "b");
    expect(depthOf(sqs, "jobs")).to.include({ sent: 3, sent_again: 1 });
    expect(depthOf(sqs, "dead")).to.include({ sent: 1, sent_again: 0 });
  });

  it("tells where dead letters go, and what callers did since the start", async () => {
    const sqs = await start(withDeadLetters(0));
    await sendTo(sqs, "jobs", "a");
    await sendTo(sqs, "jobs", "b");
    const { ReceiptHandle } = (await receiveOne(sqs, "jobs")) ?? {};
    await sqs.client.send(new DeleteMessageCommand({ QueueUrl: sqs.urlOf("jobs"), ReceiptHandle }));
    await sqs.client.send(new DeleteMessageCommand({ QueueUrl: sqs.urlOf("jobs"), ReceiptHandle }));
    expect(depthOf(sqs, "jobs")).to.include({
      dead_letter_queue: "dead",
      max_receive_count: 2,
      sent: 2,
      received: 1,
      deleted: 1,
    });
    for (let delivery = 0; delivery < 3; delivery += 1) await receiveOne(sqs, "jobs");
    expect(depthOf(sqs, "jobs")).to.include({ received: 3, deleted: 1 });
    expect(depthOf(sqs, "dead")).to.include({
      dead_letter_queue: null,
      max_receive_count: null,
      visible: 1,
      sent: 0,
    });
  });

  const refusal = async (resources: Resources): Promise<string> => {
    try {
      await start(resources);
    } catch (error) {
      return (error as Error).message;
    }
    throw new Error("expected a refusal");
  };
  it("starts the queues with everything that any resource sets on them", async () => {
    const policy = JSON.stringify({ Version: "2012-10-17", Statement: [] });
    const byQueue = allow({ redrivePermission: "byQueue", sourceQueueArns: [arn("jobs")] });
    const sqs = await start({
      aws_sqs_queue: {
        work: {
          name: "jobs",
          visibility_timeout_seconds: 77,
          max_message_size: 2048,
          message_retention_seconds: 61,
          redrive_policy: redrive("dead"),
        },
        dead: { name: "dead" },
      },
      aws_sqs_queue_policy: { work: { queue_url: url("jobs"), policy } },
      aws_sqs_queue_redrive_allow_policy: { dead: { queue_url: url("dead"), redrive_allow_policy: byQueue } },
    });
    expect(await attributesOf(sqs, "jobs")).to.deep.include({
      QueueArn: arn("jobs"),
      VisibilityTimeout: "77",
      MaximumMessageSize: "2048",
      MessageRetentionPeriod: "61",
      DelaySeconds: "0",
      Policy: policy,
      RedrivePolicy: redrive("dead"),
    });
    const dead = await attributesOf(sqs, "dead");
    expect(dead["RedriveAllowPolicy"]).to.equal(byQueue);
    expect(dead).to.not.have.any.keys("Policy", "RedrivePolicy");
    expect(dead["MaximumMessageSize"]).to.equal("262144");
    expect(sqs.state().map(({ name }) => name)).to.deep.equal(["dead", "jobs"]);
  });

  it("rejects, by address, a redrive policy that AWS would reject", async () => {
    const pair = (deadLetters: object, policy = redrive("dead")) => ({
      aws_sqs_queue: {
        work: { name: "jobs", redrive_policy: policy },
        dead: { name: "dead", ...deadLetters },
      },
    });
    const denyAll = allow({ redrivePermission: "denyAll" });
    const others = allow({ redrivePermission: "byQueue", sourceQueueArns: [arn("other")] });
    expect(await refusal(pair({ redrive_allow_policy: denyAll }))).to.match(
      /^aws_sqs_queue\.work: .*does not permit/,
    );
    expect(await refusal(pair({ redrive_allow_policy: others }))).to.match(
      /^aws_sqs_queue\.work: .*does not permit/,
    );
    expect(await refusal(pair({}, redrive("nowhere")))).to.match(/^aws_sqs_queue\.work: .*does not exist/);
    expect(await refusal(pair({}, redrive("jobs")))).to.match(/^aws_sqs_queue\.work: .*its own/);
    expect(await refusal(pair({}, "{"))).to.match(/^aws_sqs_queue\.work: .*Not a JSON document/);
    expect(
      await refusal(pair({}, JSON.stringify({ deadLetterTargetArn: arn("dead"), maxReceiveCount: 0 }))),
    ).to.match(/^aws_sqs_queue\.work: .*maxReceiveCount/);
    expect(await refusal(pair({ redrive_allow_policy: allow({ redrivePermission: "some" }) }))).to.match(
      /^aws_sqs_queue\.(work|dead): .*RedriveAllowPolicy/,
    );
    await start(pair({ redrive_allow_policy: allow({ redrivePermission: "allowAll" }) }));
  });

  it("rejects resources that contradict each other or name no queue", async () => {
    const queues = { aws_sqs_queue: { work: { name: "jobs", policy: "{}" } } };
    const again = { ...queues, aws_sqs_queue_policy: { more: { queue_url: url("jobs"), policy: "{}" } } };
    expect(await refusal(again)).to.equal(
      "aws_sqs_queue_policy.more: Policy of aws_sqs_queue.work is set a second time",
    );
    const lost = { ...queues, aws_sqs_queue_policy: { more: { queue_url: url("lost"), policy: "{}" } } };
    expect(await refusal(lost)).to.contain("aws_sqs_queue_policy.more: the stack has no queue");
    const twins = { aws_sqs_queue: { one: { name: "jobs" }, two: { name: "jobs" } } };
    expect(await refusal(twins)).to.contain("aws_sqs_queue.two");
    for (const odd of [
      { fifo_queue: true },
      { name: "jobs.fifo" },
      { kms_master_key_id: "k", sqs_managed_sse_enabled: true },
      { kms_data_key_reuse_period_seconds: 300 },
      { name_prefix: "j" },
    ]) {
      expect(await refusal({ aws_sqs_queue: { work: { name: "jobs", ...odd } } })).to.not.equal("");
    }
  });

  it("shows the key that a queue is encrypted with, and how long SQS would keep a data key", async () => {
    const sqs = await start({
      aws_sqs_queue: { keyed: { name: "keyed", kms_master_key_id: "alias/mine" }, plain: { name: "plain" } },
    });
    expect(await attributesOf(sqs, "keyed")).to.include({
      KmsMasterKeyId: "alias/mine",
      KmsDataKeyReusePeriodSeconds: "300",
      SqsManagedSseEnabled: "false",
    });
    const plain = await attributesOf(sqs, "plain");
    expect(plain).to.include({ SqsManagedSseEnabled: "true" });
    expect(plain).to.not.have.any.keys("KmsMasterKeyId", "KmsDataKeyReusePeriodSeconds");
  });

  describe("kept in a file", () => {
    let folder: string;
    let file: string;

    beforeEach(async () => {
      folder = await mkdtemp(join(tmpdir(), "sqs-"));
      file = join(folder, "queues.sqlite");
    });
    afterEach(async () => {
      await closeAll();
      await rm(folder, { recursive: true });
    });

    it("keeps messages over a restart, and takes on what the stack says now", async () => {
      const first = await start(withDeadLetters(30), { file });
      await sendTo(first, "jobs", "kept 😀", {
        MessageAttributes: { note: { DataType: "Binary", BinaryValue: new Uint8Array([0, 255]) } },
      });
      await sendTo(first, "jobs", "delayed", { DelaySeconds: 60 });
      await closeAll();
      const second = await start(withDeadLetters(40, false), { file });
      const attributes = await attributesOf(second, "jobs");
      expect(attributes["VisibilityTimeout"]).to.equal("40");
      expect(attributes).to.not.have.property("RedrivePolicy");
      expect(depthOf(second, "jobs")).to.deep.include({ visible: 1, delayed: 1 });
      const message = await receiveOne(second, "jobs");
      expect(message?.Body).to.equal("kept 😀");
      expect(message?.MessageAttributes?.["note"]?.BinaryValue).to.deep.equal(new Uint8Array([0, 255]));
    });

    it("shows what was in flight at a stop after what is left of its time-out, divided by the speed", async () => {
      const first = await start(withDeadLetters(30), { file });
      await sendTo(first, "jobs", "interrupted");
      const before = await receiveOne(first, "jobs");
      await closeAll();
      const second = await start(withDeadLetters(30), { file, speed: 60 });
      expect(depthOf(second, "jobs")).to.deep.include({ visible: 0, in_flight: 1 });
      const after = await receiveOne(second, "jobs", { WaitTimeSeconds: 3 });
      const firstReceived = before?.Attributes?.ApproximateFirstReceiveTimestamp;
      expect(after?.Attributes).to.include({
        ApproximateReceiveCount: "2",
        SentTimestamp: before?.Attributes?.SentTimestamp,
        ApproximateFirstReceiveTimestamp: firstReceived,
      });
    });

    it("deletes a message by a receipt from before a restart", async () => {
      const first = await start(withDeadLetters(30), { file });
      await sendTo(first, "jobs", "done");
      const ReceiptHandle = (await receiveOne(first, "jobs"))?.ReceiptHandle;
      await closeAll();
      const second = await start(withDeadLetters(30), { file });
      await second.client.send(new DeleteMessageCommand({ QueueUrl: second.urlOf("jobs"), ReceiptHandle }));
      expect(depthOf(second, "jobs")).to.deep.include({ visible: 0, in_flight: 0 });
    });

    /** As a process leaves it that is killed: nothing is stopped or closed. */
    const killAndRestart = async (): Promise<Fixture> => {
      const copy = join(folder, "copy.sqlite");
      for (const suffix of ["", "-wal"])
        if (existsSync(file + suffix)) await copyFile(file + suffix, copy + suffix);
      await closeAll();
      return start(withDeadLetters(30), { file: copy });
    };
    const restart = async (): Promise<Fixture> => {
      await closeAll();
      return start(withDeadLetters(30), { file });
    };
    const redriven = async (sqs: Fixture) => {
      const SourceArn = sqs.arnOf("dead");
      return until("the move has ended", async () => {
        const { Results = [] } = await sqs.client.send(new ListMessageMoveTasksCommand({ SourceArn }));
        return Results[0]?.Status !== "RUNNING" && Results[0];
      });
    };

    for (const [how, again] of [
      ["a stop", restart],
      ["a kill", killAndRestart],
    ] as const) {
      it(`redrives a message that was in its last delivery at ${how}`, async () => {
        const first = await start(withDeadLetters(30), { file });
        await sendTo(first, "jobs", "last delivery");
        await receiveOne(first, "jobs", { VisibilityTimeout: 0 });
        await receiveOne(first, "jobs", { VisibilityTimeout: 1 });
        const second = await again();
        const waiting = receiveOne(second, "jobs", { WaitTimeSeconds: 2 });
        await until("the message is there", () => depthOf(second, "dead")?.visible === 1);
        expect(await waiting).to.equal(undefined);
        await second.client.send(new StartMessageMoveTaskCommand({ SourceArn: second.arnOf("dead") }));
        expect(await redriven(second)).to.include({
          Status: "COMPLETED",
          ApproximateNumberOfMessagesMoved: 1,
        });
        expect((await receiveOne(second, "jobs"))?.Body).to.equal("last delivery");
      });

      it(`goes on with a redrive that ran at ${how}, and moves each message once`, async () => {
        const first = await start(withDeadLetters(0), { file });
        const bodies = ["one", "two"];
        for (const body of bodies) await sendTo(first, "jobs", body);
        for (let delivery = 0; delivery < 3; delivery += 1)
          await receiveFrom(first, "jobs", { MaxNumberOfMessages: 10 });
        expect(depthOf(first, "dead")).to.deep.include({ visible: 2 });
        await first.client.send(
          new StartMessageMoveTaskCommand({
            SourceArn: first.arnOf("dead"),
            MaxNumberOfMessagesPerSecond: 1,
          }),
        );
        await until("the message is there", () => depthOf(first, "jobs")?.visible === 1);
        const second = await again();
        expect(await redriven(second)).to.include({
          Status: "COMPLETED",
          ApproximateNumberOfMessagesMoved: 2,
          ApproximateNumberOfMessagesToMove: 2,
        });
        expect(depthOf(second, "dead")).to.deep.include({ visible: 0, in_flight: 0 });
        const back = await receiveFrom(second, "jobs", { MaxNumberOfMessages: 10 });
        expect(back.map(({ Body }) => Body)).to.have.members(bodies);
      });
    }

    it("remembers which messages of a dead-letter queue were dead-lettered, and from where", async () => {
      const first = await start(withDeadLetters(0), { file });
      await sendTo(first, "jobs", "dead");
      for (let delivery = 0; delivery < 3; delivery += 1) await receiveOne(first, "jobs");
      await sendTo(first, "dead", "direct");
      const second = await restart();
      const seen = [await receiveOne(second, "dead"), await receiveOne(second, "dead")];
      expect(
        seen.map((message) => [message?.Body, message?.Attributes?.DeadLetterQueueSourceArn]),
      ).to.have.deep.members([
        ["dead", second.arnOf("jobs")],
        ["direct", undefined],
      ]);
    });
  });
});
