// A company's right to erasure: everything of it, and nothing of anybody else.
import {
  LambdaClient,
  ListEventSourceMappingsCommand,
  UpdateEventSourceMappingCommand,
} from "@aws-sdk/client-lambda";
import { DeleteObjectCommand, ListObjectVersionsCommand, PutObjectCommand } from "@aws-sdk/client-s3";
import { SendMessageCommand } from "@aws-sdk/client-sqs";
import { toLoopbackClient } from "@message-handler/local-cloud/loopback";
import { until } from "@message-handler/local-cloud/testing";
import { expect } from "chai";
import { randomUUID } from "node:crypto";
import { mkdtempSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { aMessage } from "./testing/message.ts";
import { makeOps, type Ops } from "./testing/ops.ts";
import { startSystem, type RunningSystem } from "./testing/running-system.ts";

type Doc = {
  readonly records: number;
  readonly objects: number;
  readonly versions: number;
  readonly queued: number;
  readonly erased_sha256: string;
};

describe("ops erase", function () {
  this.timeout(120_000);
  const erased = randomUUID();
  const kept = randomUUID();
  let system: RunningSystem;
  let directory: string;
  let ops: Ops;
  let lambda: LambdaClient;

  before(async () => {
    directory = mkdtempSync(join(tmpdir(), "ops-"));
    system = await startSystem();
    ops = makeOps(system, directory);
    lambda = new LambdaClient(toLoopbackClient(system.awsEndpoint));
    for (const company_id of [erased, kept]) {
      const { message_id, raw } = aMessage({ company_id });
      const all = [
        raw,
        aMessage({ company_id, message_id, data: "{}" }).raw,
        aMessage({ company_id, message_time: 1 }).raw,
      ];
      for (const each of all) await system.enqueue(each);
      await system.untilIdle();
    }
    await leaveVersions();
    await pauseWorker();
    for (const company_id of [erased, kept, erased]) await system.enqueue(aMessage({ company_id }).raw);
    for (const company_id of [erased, kept]) await bury(aMessage({ company_id }).raw);
  });
  after(async () => {
    lambda?.destroy();
    await system?.stop();
    rmSync(directory, { recursive: true });
  });

  const pauseWorker = async (): Promise<void> => {
    const { EventSourceMappings = [] } = await lambda.send(new ListEventSourceMappingsCommand({}));
    for (const { UUID } of EventSourceMappings)
      await lambda.send(new UpdateEventSourceMappingCommand({ UUID, Enabled: false }));
    await until("the worker is paused", async () => {
      const { EventSourceMappings: now = [] } = await lambda.send(new ListEventSourceMappingsCommand({}));
      return now.every(({ State }) => State === "Disabled");
    });
  };
  const bury = async (MessageBody: string): Promise<void> => {
    await system.sqs.send(
      new SendMessageCommand({ QueueUrl: system.outputs.dead_letter_queue_url, MessageBody }),
    );
  };
  /** As somebody might who has put an object right by hand: an old version, and a delete marker on top of another. */
  const leaveVersions = async (): Promise<void> => {
    const { messages_bucket: Bucket } = system.outputs;
    const [first, second] = (await system.objectKeys()).filter((key) => key.startsWith(erased));
    for (const Key of [first, second]) await system.s3.send(new DeleteObjectCommand({ Bucket, Key }));
    await system.s3.send(new PutObjectCommand({ Bucket, Key: first, Body: "x", IfNoneMatch: "*" }));
  };
  const versionsOf = async (company: string): Promise<number> => {
    const { Versions = [], DeleteMarkers = [] } = await system.s3.send(
      new ListObjectVersionsCommand({ Bucket: system.outputs.messages_bucket, Prefix: company }),
    );
    return Versions.length + DeleteMarkers.length;
  };
  const recordsOf = async (company: string): Promise<number> =>
    (await system.items()).filter(({ company_id }) => company_id?.S === company).length;
  const visible = async (): Promise<readonly number[]> =>
    (await system.state()).queues.map((queue) => queue.visible).toSorted((one, other) => one - other);

  it("counts, asks where nobody says yes, and erases just what it has counted", async () => {
    const before = await visible();
    const counted = await ops.json<Doc>(["erase", "--company", erased, "--dry-run"]);
    expect(counted).to.include({ records: 3, objects: 3, versions: 6, queued: 3 });
    expect((await ops.run("erase", "--company", erased)).stderr).to.include("add --yes");
    expect(await versionsOf(erased)).to.equal(6);
    expect(await visible()).to.deep.equal(before);

    const { erased_sha256, ...done } = await ops.json<Doc>([
      "erase",
      "--company",
      erased.toUpperCase(),
      "--yes",
    ]);
    expect(done).to.include({ records: 3, objects: 3, versions: 6, queued: 3 });
    expect(erased_sha256).to.equal(counted.erased_sha256);
    expect([await recordsOf(erased), await versionsOf(erased)]).to.deep.equal([0, 0]);
    expect([await recordsOf(kept), await versionsOf(kept)]).to.deep.equal([3, 3]);
    expect(await visible()).to.deep.equal([1, 1]);
  });

  it("finds nothing the second time", async () => {
    expect(await ops.json<Doc>(["erase", "--company", erased, "--yes"])).to.include({
      records: 0,
      objects: 0,
      versions: 0,
      queued: 0,
    });
  });

  it("prints a receipt for people, which says what may bring the company back", async () => {
    const { stdout } = await ops.run("erase", "--company", erased, "--yes");
    expect(stdout)
      .to.match(/0 records, 0 objects .* and 0 queued/)
      .and.to.include("retry from now on");
    expect(stdout).not.to.include(erased);
    // However often it looked at others' messages: none has used up its deliveries.
    expect(await visible()).to.deep.equal([1, 1]);
  });

  it("says also in a dry run what it could not see", async () => {
    await system.sqs.send(
      new SendMessageCommand({
        QueueUrl: system.outputs.queue_url,
        MessageBody: aMessage({ company_id: erased }).raw,
        DelaySeconds: 900,
      }),
    );
    const { stdout } = await ops.run("erase", "--company", erased, "--dry-run");
    expect(stdout)
      .to.match(/^Dry run: message-handler-local at .*\nNothing was erased\./)
      .and.to.include(" 1 were delayed");
  });
});
