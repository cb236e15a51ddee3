import { mkdtemp, rm } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import {
  ChangeMessageVisibilityCommand,
  GetQueueAttributesCommand,
  StartMessageMoveTaskCommand,
} from "@aws-sdk/client-sqs";
import { expect } from "chai";
import {
  type FakeResources,
  type Fixture,
  type FixtureOptions,
  receiveFrom,
  sendTo,
  startFixture,
  until,
} from "../../testing/sqs-fixture.ts";

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

const withDeadLetters = (visibility: number, deadLetters = true): FakeResources => ({
  aws_sqs_queue: {
    work: {
      name: "jobs",
      visibility_timeout_seconds: visibility,
      ...(deadLetters ? { redrive_policy: redrive("dead") } : {}),
    },
    dead: { name: "dead" },
  },
});

describe("the queues of a stack", () => {
  const running: Fixture[] = [];
  const start = async (resources: FakeResources, options: FixtureOptions = {}): Promise<Fixture> => {
    const fixture = await startFixture(resources, options);
    running.push(fixture);
    return fixture;
  };
  const closeAll = async (): Promise<void> => {
    for (const fixture of running.splice(0)) await fixture.close();
  };
  afterEach(closeAll);

  const refusal = async (resources: FakeResources): Promise<string> => {
    try {
      await start(resources);
    } catch (error) {
      return (error as Error).message;
    }
    throw new Error("expected a refusal");
  };
  it("exist at the start with all that any resource sets on them", async () => {
    const policy = JSON.stringify({ Version: "2012-10-17", Statement: [] });
    const byQueue = allow({ redrivePermission: "byQueue", sourceQueueArns: [arn("jobs")] });
    const sqs = await start({
      aws_sqs_queue: {
        work: {
          name: "jobs",
          visibility_timeout_seconds: 77,
          max_message_size: 2048,
          message_retention_seconds: 61,
        },
        dead: { name: "dead" },
      },
      aws_sqs_queue_policy: { work: { queue_url: url("jobs"), policy } },
      aws_sqs_queue_redrive_policy: { work: { queue_url: url("jobs"), redrive_policy: redrive("dead") } },
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
    expect(sqs.depths().map(({ name }) => name)).to.deep.equal(["dead", "jobs"]);
  });

  it("are refused, by address, where AWS would refuse a redrive policy", async () => {
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
    expect(await refusal(pair({}, "{"))).to.match(/^aws_sqs_queue\.work: .*Not a JSON document/);
    expect(
      await refusal(pair({}, JSON.stringify({ deadLetterTargetArn: arn("dead"), maxReceiveCount: 0 }))),
    ).to.match(/^aws_sqs_queue\.work: .*maxReceiveCount/);
    expect(await refusal(pair({ redrive_allow_policy: allow({ redrivePermission: "some" }) }))).to.match(
      /^aws_sqs_queue\.(work|dead): .*RedriveAllowPolicy/,
    );
    await start(pair({ redrive_allow_policy: allow({ redrivePermission: "allowAll" }) }));
  });

  it("are refused when two resources contradict each other or name no queue", async () => {
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

  describe("on a data directory", () => {
    let dataDirectory: string;

    beforeEach(async () => {
      dataDirectory = await mkdtemp(join(tmpdir(), "sqs-"));
    });
    afterEach(async () => {
      await closeAll();
      await rm(dataDirectory, { recursive: true });
    });

    it("keep their messages and take on what the stack says now", async () => {
      const first = await start(withDeadLetters(30), { dataDirectory });
      await sendTo(first, "jobs", "kept 😀");
      await closeAll();
      const second = await start(withDeadLetters(40, false), { dataDirectory });
      const attributes = await attributesOf(second, "jobs");
      expect(attributes["VisibilityTimeout"]).to.equal("40");
      expect(attributes).to.not.have.property("RedrivePolicy");
      expect((await receiveOne(second, "jobs"))?.Body).to.equal("kept 😀");
    });

    it("show what was in flight after what is left of its time-out, divided by the speed", async () => {
      const first = await start(withDeadLetters(30), { dataDirectory });
      await sendTo(first, "jobs", "interrupted");
      const handle = (await receiveOne(first, "jobs"))?.ReceiptHandle ?? "";
      first.leases.hold(first.urlOf("jobs"), handle);
      await closeAll();
      const second = await start(withDeadLetters(30), { dataDirectory, speed: 60 });
      expect(second.depths().find(({ name }) => name === "jobs")).to.deep.include({
        visible: 0,
        in_flight: 1,
      });
      const message = await receiveOne(second, "jobs", { WaitTimeSeconds: 3 });
      expect(message?.Attributes?.ApproximateReceiveCount).to.equal("2");
    });

    it("survive a visibility set to nothing, which the engine alone would lose", async () => {
      const sqs = await start(withDeadLetters(30), { dataDirectory });
      await sendTo(sqs, "jobs", "again");
      const { ReceiptHandle } = (await receiveOne(sqs, "jobs")) ?? {};
      const QueueUrl = sqs.urlOf("jobs");
      await sqs.client.send(
        new ChangeMessageVisibilityCommand({ QueueUrl, ReceiptHandle, VisibilityTimeout: 0 }),
      );
      const message = await until(
        async () => receiveOne(sqs, "jobs"),
        (found) => found !== undefined,
      );
      expect(message?.Body).to.equal("again");
    });

    it("remember where dead letters came from", async () => {
      const first = await start(withDeadLetters(0), { dataDirectory });
      await sendTo(first, "jobs", "dead");
      for (let delivery = 0; delivery < 3; delivery += 1) await receiveOne(first, "jobs");
      await sendTo(first, "dead", "direct");
      await closeAll();
      const second = await start(withDeadLetters(30), { dataDirectory });
      const source = second.arnOf("dead");
      const seen = [await receiveOne(second, "dead"), await receiveOne(second, "dead")];
      expect(
        seen.map((message) => [message?.Body, message?.Attributes?.DeadLetterQueueSourceArn]),
      ).to.have.deep.members([
        ["dead", second.arnOf("jobs")],
        ["direct", undefined],
      ]);
      await second.client.send(new StartMessageMoveTaskCommand({ SourceArn: source }));
    });
  });
});
