// Archive against table, and what is archived through the pipeline again.
import { DeleteItemCommand, UpdateItemCommand } from "@aws-sdk/client-dynamodb";
import { DeleteObjectCommand, PutObjectCommand } from "@aws-sdk/client-s3";
import { expect } from "chai";
import { randomUUID } from "node:crypto";
import { mkdtempSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { aMessage } from "./testing/message.ts";
import { makeOps, type Ops } from "./testing/ops.ts";
import { startSystem, type RunningSystem } from "./testing/running-system.ts";
import { toStories } from "./testing/stories.ts";

const nothingWrong = {
  missing_records: 0,
  missing_objects: 0,
  differing: 0,
  orphans: 0,
  repaired: 0,
  left: 0,
};

describe("archive and table", function () {
  this.timeout(120_000);
  const company_id = randomUUID();
  const companies = [company_id, randomUUID()];
  /** Two rejections gave way to it, one of no company. */
  const corrected = aMessage({ company_id });
  const { message_id: correctedId } = corrected;
  let system: RunningSystem;
  let directory: string;
  let ops: Ops;

  before(async () => {
    directory = mkdtempSync(join(tmpdir(), "ops-"));
    system = await startSystem();
    ops = makeOps(system, directory);
    const stories = [...toStories(40, companies)];
    for (let step = 0; step < 3; step += 1) {
      for (const { raw, company } of stories.flatMap((story) => story[step] ?? []))
        await system.enqueue(raw, company);
      await system.untilIdle();
    }
    for (const { raw } of [
      aMessage({ company_id: "?", message_id: correctedId }),
      aMessage({ company_id, message_id: correctedId, message_time: "yesterday" }),
      corrected,
    ]) {
      await system.enqueue(raw);
      await system.untilIdle();
    }
  });
  after(async () => {
    await system?.stop();
    rmSync(directory, { recursive: true });
  });

  /** All but the time, which is that of the verdict after a repair. */
  const stored = async () => ({
    items: (await system.items()).toSorted((one, other) =>
      String(one["message_id"]?.S) < String(other["message_id"]?.S) ? -1 : 1,
    ),
    keys: await system.objectKeys(),
    metadata: await Promise.all((await system.objectKeys()).map(system.objectMetadata)),
  });
  const address = (Key: string) => ({ Bucket: system.outputs.messages_bucket, Key });
  const isOf = (status: string) => (item: Record<string, { S?: string }>) =>
    item["status"]?.S === status && item["company_id"]?.S !== undefined;

  it("tell the same of messages of all kinds, replaced rejections and losers of an id included", async () => {
    expect(await ops.json(["reconcile"])).to.include(nothingWrong);
    expect(await ops.json(["reconcile", "--company", company_id])).to.include(nothingWrong);
  });

  it("get back what one of them lacks, and what differs, from the other", async () => {
    const before = await stored();
    const isCorrected = ({ message_id }: Record<string, { S?: string }>) => message_id?.S === correctedId;
    const lost = before.items.find(isCorrected);
    const processed = before.items.filter((item) => isOf("Processed")(item) && !isCorrected(item));
    const rejected = before.items.filter(isOf("Rejected"));
    const [gone, changed, damaged] = processed;
    const keyOf = (item: typeof lost): string => `${item?.["company_id"]?.S}/${item?.["message_id"]?.S}.json`;
    const rejectedKey = `${rejected[0]?.["company_id"]?.S}/rejected/${rejected[0]?.["sha256"]?.S}.json`;

    for (const item of [lost, rejected[1]])
      await system.dynamodb.send(
        new DeleteItemCommand({
          TableName: system.outputs.messages_table,
          Key: { message_id: item?.["message_id"] ?? { S: "" } },
        }),
      );
    for (const key of [keyOf(gone), keyOf(changed), rejectedKey])
      await system.s3.send(new DeleteObjectCommand(address(key)));
    await system.s3.send(new PutObjectCommand({ ...address(keyOf(changed)), Body: "{}", IfNoneMatch: "*" }));
    await system.s3.send(new PutObjectCommand({ ...address("stray.txt"), Body: "x", IfNoneMatch: "*" }));
    const found = { missing_records: 2, missing_objects: 2, differing: 1, orphans: 1 };
    const compared = await ops.run("reconcile", "--json");
    expect(compared.code).to.equal(1);
    expect(JSON.parse(compared.stdout)).to.include({ ...found, repaired: 0 });
    expect((await ops.run("reconcile", "--repair")).stderr).to.include("add --yes");
    expect(await ops.json(["reconcile", "--repair", "--dry-run"])).to.include({ ...found, repaired: 0 });
    expect(await ops.json(["reconcile", "--repair", "--yes"])).to.include({ ...found, repaired: 5, left: 0 });

    await system.s3.send(new DeleteObjectCommand(address("stray.txt")));
    expect(await stored()).to.deep.equal(before);

    // Neither a record whose text is not what was hashed, nor its object, is changed.
    await system.dynamodb.send(
      new UpdateItemCommand({
        TableName: system.outputs.messages_table,
        Key: { message_id: damaged?.["message_id"] ?? { S: "" } },
        UpdateExpression: "SET message = :text",
        ExpressionAttributeValues: { ":text": { S: "{}" } },
      }),
    );
    const { code, stdout, stderr } = await ops.run("reconcile", "--repair", "--yes", "--json");
    expect(code).to.equal(1);
    expect(JSON.parse(stdout)).to.include({ ...nothingWrong, differing: 1, damaged: 1, left: 1 });
    expect(stderr).to.include(`not repaired: ${keyOf(damaged)}`);
    expect((await ops.run("reconcile")).stderr)
      .to.include(`${damaged?.["message_id"]?.S}; the object has the right text under`)
      .and.to.include(`aws dynamodb delete-item --table-name ${system.outputs.messages_table}`);
    expect((await stored()).metadata).to.deep.equal(before.metadata);
  });

  it("stay as they are when archived messages go through the pipeline again", async () => {
    const before = await stored();
    const { sent } = await ops.json<{ sent: number }>(["replay", "--company", company_id, "--dry-run"]);
    expect(sent).to.be.above(5);
    const { sent: again } = await ops.json<{ sent: number }>(["replay", "--company", company_id, "--yes"]);
    expect(again).to.equal(sent);
    await system.untilIdle();
    expect(await stored()).to.deep.equal(before);
  });

  it("get a record that is gone back by a replay of the time when its message came", async () => {
    const { raw, message_id } = aMessage({ company_id });
    expect((await system.post(raw)).status).to.equal(202);
    const answer = await system.untilRecorded(message_id, "Processed");
    const received = String(answer.json?.["received_at"]);
    const item = await system.item(message_id);
    await system.dynamodb.send(
      new DeleteItemCommand({
        TableName: system.outputs.messages_table,
        Key: { message_id: { S: message_id } },
      }),
    );
    const between = ["--from", received, "--to", received];
    expect(await ops.json(["replay", "--company", company_id, ...between, "--yes"])).to.include({
      sent: 1,
    });
    await system.untilRecorded(message_id, "Processed");
    const { processed_at: _before, ...fields } = item ?? {};
    expect(await system.item(message_id)).to.deep.include(fields);
    expect((await ops.run("replay", "--company", "nobody")).code).to.equal(2);
  });
});
