import { mkdtempSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { DeleteMessageCommand, type Message, SendMessageBatchCommand } from "@aws-sdk/client-sqs";
import { expect } from "chai";
import * as fc from "fast-check";
import { openDatabase } from "../../core/database.ts";
import { makeClock } from "../../core/clock.ts";
import { rejectionOf } from "../../testing/rejection-of.ts";
import { type Fixture, receiveFrom, sendTo, startFixture } from "../../testing/sqs-fixture.ts";
import { anAccount } from "../../testing/stack.ts";
import { toQueue } from "./queues.ts";
import { migrations } from "./store/migrations.ts";
import { makeQueueStore } from "./store/queue-store.ts";

const groupOf = ({ Attributes }: Message): string | undefined => Attributes?.MessageGroupId;

describe("SQS fair queues", () => {
  let sqs: Fixture;
  let now: () => Date;

  beforeEach(async () => {
    now = () => new Date();
    sqs = await startFixture({ aws_sqs_queue: { jobs: { name: "jobs" } } }, { now: () => now() });
  });
  afterEach(async () => sqs.close());

  const flood = async (group: string, count: number, DelaySeconds = 0): Promise<void> => {
    for (let sent = 0; sent < count; sent += 10) {
      const Entries = Array.from({ length: 10 }, (_, index) => ({
        Id: String(index),
        MessageBody: "b",
        MessageGroupId: group,
        DelaySeconds,
      }));
      await sqs.client.send(new SendMessageBatchCommand({ QueueUrl: sqs.urlOf("jobs"), Entries }));
    }
  };
  const receiveTen = async () => receiveFrom(sqs, "jobs", { MaxNumberOfMessages: 10 });
  const groups = async () => (await receiveTen()).map(groupOf);
  /** Until the group is noisy: 30 of its messages are in flight. */
  const receiveThirty = async () => [
    ...(await receiveTen()),
    ...(await receiveTen()),
    ...(await receiveTen()),
  ];
  const state = () => sqs.state()[0];

  it("give the messages of a quiet group before an older backlog of a noisy one, in the same receive", async () => {
    await flood("a", 50);
    await receiveThirty();
    await sendTo(sqs, "jobs", "b", { MessageGroupId: "b" });
    await sendTo(sqs, "jobs", "b");
    expect(await groups()).to.deep.equal(["b", undefined, ...Array<string>(8).fill("a")]);
    expect(state()).to.include({ noisy_groups: 1, visible: 12 });
    expect(state()?.quiet_groups).to.include({ visible: 0, in_flight: 2 });
  });

  it("tell how full they are, and how full without the noisy groups", async () => {
    const [first, second, third] = [1, 2, 3].map((hour) => new Date(Date.UTC(2026, 10, 29, hour)));
    const at = (time = new Date(0)): void => {
      now = () => time;
    };
    at(first);
    await sendTo(sqs, "jobs", "b");
    at(second);
    await flood("a", 50);
    const [message] = await receiveThirty();
    await receiveTen();
    at(third);
    for (const group of ["a", "b"])
      await sendTo(sqs, "jobs", "b", { MessageGroupId: group, DelaySeconds: 60 });
    at(second);
    const all = { visible: 11, in_flight: 39, delayed: 2 };
    expect(state()).to.deep.include({ ...all, in_flight: 40, oldest_sent_at: first });
    const quiet = { visible: 0, in_flight: 1, delayed: 1, oldest_sent_at: first };
    expect(state()?.quiet_groups).to.deep.equal(quiet);
    const command = { QueueUrl: sqs.urlOf("jobs"), ReceiptHandle: message?.ReceiptHandle };
    await sqs.client.send(new DeleteMessageCommand(command));
    expect(state()).to.deep.include({ ...all, oldest_sent_at: second });
    expect(state()?.quiet_groups).to.deep.equal({ ...quiet, in_flight: 0, oldest_sent_at: third });
  });

  it("keep the order of arrival while no group is noisy", async () => {
    await flood("a", 10);
    await flood("b", 10);
    expect(await groups()).to.deep.equal(Array<string>(10).fill("a"));
  });

  it("do not take delayed messages for messages in flight", async () => {
    await flood("a", 40, 60);
    await flood("a", 10);
    expect(state()).to.include({ noisy_groups: 0, delayed: 40 });
  });

  it("give among noisy groups the one with the fewest messages in flight first", async () => {
    await flood("a", 60);
    await receiveThirty();
    await receiveTen();
    await flood("b", 60);
    await receiveThirty();
    expect(await groups()).to.deep.equal(Array<string>(10).fill("b"));
    expect(state()?.noisy_groups).to.equal(2);
  });

  it("hold a group for quiet again once its backlog is empty", async () => {
    await flood("a", 40);
    await receiveThirty();
    expect(state()?.noisy_groups).to.equal(1);
    await receiveTen();
    expect(state()?.noisy_groups).to.equal(0);
    expect(state()?.quiet_groups).to.include({ in_flight: 40 });
  });

  it("hold a group for quiet again five minutes after its last message in flight, and no earlier", async () => {
    await flood("a", 60);
    const hidden = { MaxNumberOfMessages: 10, VisibilityTimeout: 600 };
    for (let batch = 0; batch < 3; batch += 1) await receiveFrom(sqs, "jobs", hidden);
    const noisyAfter = (seconds: number): number | undefined => {
      now = () => new Date(Date.now() + seconds * 1000);
      return state()?.noisy_groups;
    };
    expect([0, 590, 880, 900].map(noisyAfter)).to.deep.equal([1, 1, 1, 0]);
  });

  const endings: Readonly<Record<string, (ReceiptHandle: string) => Promise<void> | void>> = {
    "are processed": async (ReceiptHandle) => {
      await sqs.client.send(new DeleteMessageCommand({ QueueUrl: sqs.urlOf("jobs"), ReceiptHandle }));
    },
    fail: (handle) => sqs.returnToQueue(sqs.urlOf("jobs"), handle),
  };
  for (const [what, end] of Object.entries(endings))
    it(`hold a group for noisy that takes most of the consumers' time with few messages, which ${what}`, async () => {
      await flood("a", 20);
      const [slow] = await receiveFrom(sqs, "jobs");
      now = () => new Date(Date.now() + 10_000);
      await end(slow?.ReceiptHandle ?? "");
      await sendTo(sqs, "jobs", "b", { MessageGroupId: "b" });
      expect((await groups())[0]).to.equal("b");
    });

  it("take a MessageGroupId of 1 to 128 letters, digits and punctuation only", async () => {
    for (const MessageGroupId of ["", "a b", "é", "x".repeat(129)]) {
      const error = await rejectionOf(sendTo(sqs, "jobs", "b", { MessageGroupId }));
      expect(error.name, MessageGroupId).to.equal("InvalidParameterValue");
    }
    const all = "!\"#$%&'()*+,-./:;<=>?@[\\]^_`{|}~aZ9";
    await sendTo(sqs, "jobs", "b", { MessageGroupId: all });
    expect(await groups()).to.deep.equal([all]);
  });
});

describe("the store of a fair queue", () => {
  const queue = toQueue(anAccount, "jobs", {
    DelaySeconds: "0",
    MessageRetentionPeriod: "345600",
    VisibilityTimeout: "180",
  });
  const makeStore = (database = openDatabase(undefined, migrations), now = () => new Date()) =>
    makeQueueStore({
      database,
      clock: makeClock(1),
      log: () => undefined,
      now,
      changed: () => undefined,
      stalled: () => 0,
    });
  const take = (store: ReturnType<typeof makeStore>) =>
    store.receive(queue, undefined, { max: 10, visibilityTimeout: 180_000 });

  it("never gives a message of a noisy group while one of a quiet group is visible", () => {
    const group = fc.constantFrom("a", "a", "a", "a", "b", "c", "d");
    const step = fc.oneof(
      fc.record({ send: fc.array(group, { minLength: 10, maxLength: 60 }) }),
      fc.constant({ receive: true }),
    );
    fc.assert(
      fc.property(fc.array(step, { minLength: 5, maxLength: 40 }), (steps) => {
        const store = makeStore();
        const inFlight = new Map<string, number>();
        const waiting = new Map<string, number>();
        const noisy = new Set<string>();
        const change = (figures: Map<string, number>, name: string, by: number) =>
          figures.set(name, (figures.get(name) ?? 0) + by);
        for (const each of steps) {
          if ("send" in each) {
            for (const name of each.send) {
              store.send(queue, { body: "b", attributes: {}, group: name, delay: 0 });
              change(waiting, name, 1);
            }
            continue;
          }
          const total = [...inFlight.values()].reduce((sum, count) => sum + count, 0);
          for (const [name, count] of waiting) {
            const own = inFlight.get(name) ?? 0;
            if (count === 0) noisy.delete(name);
            else if (own >= 30 && own > total / 10) noisy.add(name);
          }
          const given = take(store).map((message) => message.group ?? "");
          for (const name of given) {
            if (noisy.has(name))
              for (const [other, count] of waiting)
                expect(noisy.has(other) || count === 0, other).to.equal(true);
            change(waiting, name, -1);
            change(inFlight, name, 1);
          }
        }
      }),
      { seed: 9, numRuns: 50 },
    );
  });

  it("keeps a message's group through the dead-letter queue and a redrive", () => {
    const store = makeStore();
    const deadLetters = toQueue(anAccount, "dead", queue.attributes);
    const policy = { deadLetterTargetArn: deadLetters.arn, maxReceiveCount: 1 };
    const source = { ...queue, redrivePolicy: policy };
    store.send(source, { body: "b", attributes: {}, group: "a", delay: 0 });
    const now = { max: 1, visibilityTimeout: 0 };
    expect(store.receive(source, deadLetters, now)).to.have.lengthOf(1);
    expect(store.receive(source, deadLetters, now)).to.deep.equal([]);
    expect(store.peek(deadLetters, 1, "")[0]?.attributes).to.include({ MessageGroupId: "a" });
    store.move(deadLetters, 1, () => source);
    expect(store.receive(source, undefined, now)[0]).to.include({ group: "a", receiveCount: 1 });
  });

  it("gives after a restart all that had been waiting behind the quiet groups", () => {
    const database = openDatabase(undefined, migrations);
    const before = makeStore(database);
    for (let sent = 0; sent < 60; sent += 1)
      before.send(queue, { body: "b", attributes: {}, group: "a", delay: 0 });
    for (let batch = 0; batch < 3; batch += 1) take(before);
    expect(before.counts(queue)).to.include({ noisy_groups: 1, visible: 30 });
    const after = makeStore(database, () => new Date(Date.now() + 600_000));
    after.returnAll();
    expect([1, 2, 3, 4, 5, 6].flatMap(() => take(after))).to.have.length(60);
  });

  it("reads the messages of a file from before there were groups", () => {
    const folder = mkdtempSync(join(tmpdir(), "fair-queues-"));
    const file = join(folder, "sqs.sqlite");
    const before = openDatabase(file, migrations.slice(0, 1));
    before
      .prepare(
        "INSERT INTO messages (id, queue, sent_at, visible_at, attributes, body) VALUES ('i', 'jobs', ?, 0, '{}', 'b')",
      )
      .run(Date.now());
    before.close();
    const database = openDatabase(file, migrations);
    const [message] = take(makeStore(database));
    database.close();
    rmSync(folder, { recursive: true });
    expect(message).to.include({ body: "b", group: undefined });
  });

  it("receives as fast with 50,000 messages of 1,000 groups as a busy queue needs", () => {
    const store = makeStore();
    store.transaction(() => {
      for (let index = 0; index < 50_000; index += 1) {
        const group = index % 2 === 0 ? "noisy" : `g${index % 1000}`;
        store.send(queue, { body: "b", attributes: {}, group, delay: 0 });
      }
    });
    for (let index = 0; index < 20; index += 1) take(store);
    const begin = performance.now();
    for (let index = 0; index < 100; index += 1) expect(take(store)).to.have.lengthOf(10);
    // A look at the noisy half for each of them would take seconds.
    expect(performance.now() - begin).to.be.below(1_000);
  });
});
