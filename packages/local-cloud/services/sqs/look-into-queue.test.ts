import { mkdtemp, rm } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { DatabaseSync } from "node:sqlite";
import { expect } from "chai";
import { type Fixture, receiveFrom, sendTo, startFixture } from "../../testing/sqs-fixture.ts";

const dead = "arn:aws:sqs:us-east-1:000000000000:dead";
const retention = 345_600_000;

describe("Looking into an SQS queue", () => {
  let directory: string;
  let file: string;
  let sqs: Fixture;
  let at: number;

  beforeEach(async () => {
    directory = await mkdtemp(join(tmpdir(), "look-into-queue-"));
    file = join(directory, "queues.sqlite");
    at = Date.parse("2026-11-29T10:00:00.000Z");
    const redrive = JSON.stringify({ deadLetterTargetArn: dead, maxReceiveCount: 1 });
    sqs = await startFixture(
      { aws_sqs_queue: { jobs: { name: "jobs", redrive_policy: redrive }, dead: { name: "dead" } } },
      { file, now: () => new Date(at) },
    );
  });
  afterEach(async () => {
    await sqs.close();
    await rm(directory, { recursive: true });
  });

  /** At a time of its own. */
  const send = async (body: string, options: object = {}): Promise<string> => {
    at += 1_000;
    return String((await sendTo(sqs, "jobs", body, options)).MessageId);
  };
  const look = (queue = "jobs", max = 100, containing = "") => sqs.peek(queue, max, containing);
  const bodies = (...looked: Parameters<typeof look>) => look(...looked)?.map(({ body }) => body);

  it("shows its messages as they stand, oldest first, without receiving any", async () => {
    const ids = [await send("taken")];
    await receiveFrom(sqs, "jobs", { VisibilityTimeout: 30 });
    const note = { DataType: "String", StringValue: "ü" };
    ids.push(await send("visible", { MessageAttributes: { note }, MessageGroupId: "g" }));
    ids.push(await send("later", { DelaySeconds: 60 }));
    const [taken, visible, later] = look() ?? [];
    expect(taken).to.deep.include({
      message_id: ids[0],
      attributes: { SentTimestamp: "1795946401000", ApproximateReceiveCount: "1" },
      message_attributes: {},
      receive_count: 1,
      sent_at: "2026-11-29T10:00:01.000Z",
      visible_at: "2026-11-29T10:00:31.000Z",
      state: "in_flight",
    });
    expect(visible).to.deep.include({
      message_id: ids[1],
      body: "visible",
      message_attributes: { note },
      receive_count: 0,
      state: "visible",
    });
    expect(visible?.attributes).to.include({ MessageGroupId: "g" });
    expect(later).to.deep.include({
      message_id: ids[2],
      visible_at: "2026-11-29T10:01:03.000Z",
      state: "delayed",
    });
    expect(look()).to.deep.equal([taken, visible, later]);
    at += 60_000;
    expect(look()?.map(({ state }) => state)).to.deep.equal(["visible", "visible", "visible"]);
  });

  it("finds messages by a text of their body or attributes, or by their id", async () => {
    const id = await send("one a");
    await send("two a", { MessageAttributes: { kind: { DataType: "String", StringValue: "rare" } } });
    await send("three a");
    expect(bodies("jobs", 2, "a")).to.deep.equal(["one a", "two a"]);
    expect(bodies("jobs", 9, "three")).to.deep.equal(["three a"]);
    expect(bodies("jobs", 9, "rare")).to.deep.equal(["two a"]);
    expect(bodies("jobs", 9, id)).to.deep.equal(["one a"]);
    expect(bodies("jobs", 9, id.slice(1))).to.deep.equal([]);
    expect(look("other")).to.equal(undefined);
  });

  it("shows where a dead letter comes from", async () => {
    await send("bad");
    for (let delivery = 0; delivery < 2; delivery += 1)
      await receiveFrom(sqs, "jobs", { VisibilityTimeout: 0 });
    expect(look("dead")?.[0]?.attributes).to.include({ DeadLetterQueueSourceArn: sqs.arnOf("jobs") });
  });

  it("drops one message of the queue that is named, and says so in the log", async () => {
    const id = await send("a");
    await send("b");
    expect(sqs.drop("dead", id)).to.equal(false);
    expect(sqs.drop("jobs", id)).to.equal(true);
    expect(bodies()).to.deep.equal(["b"]);
    expect(sqs.logged).to.deep.equal([
      { level: "INFO", source: "sqs", message: "message dropped", queue: "jobs", sqs_message_id: id },
    ]);
  });

  it("writes nothing, and passes over messages past their retention", async () => {
    await send("old");
    at += retention - 1;
    expect(bodies()).to.deep.equal(["old"]);
    at += 1;
    const other = new DatabaseSync(file);
    // Nobody else can write now.
    other.exec("BEGIN IMMEDIATE");
    expect(bodies()).to.deep.equal([]);
    expect(sqs.state().find(({ name }) => name === "jobs")).to.deep.include({
      visible: 0,
      in_flight: 0,
      oldest_sent_at: null,
    });
    other.close();
  });

  it("no longer finds messages past their retention in the file once the next one comes", async () => {
    const dieOf = async (body: string): Promise<void> => {
      await send(body);
      for (let delivery = 0; delivery < 2; delivery += 1)
        await receiveFrom(sqs, "jobs", { VisibilityTimeout: 0 });
    };
    const reader = new DatabaseSync(file, { readOnly: true });
    const held = () => reader.prepare("SELECT body FROM messages ORDER BY body").all();
    await dieOf("dead 1");
    await send("waiting 1");
    at += retention;
    expect(held()).to.deep.equal([{ body: "dead 1" }, { body: "waiting 1" }]);
    await send("waiting 2");
    expect(held()).to.deep.equal([{ body: "dead 1" }, { body: "waiting 2" }]);
    sqs.drop("jobs", look()?.[0]?.message_id ?? "");
    await dieOf("dead 2");
    expect(held()).to.deep.equal([{ body: "dead 2" }]);
    reader.close();
  });
});
