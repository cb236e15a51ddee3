// Lose the table, lose nothing.
import { PutItemCommand } from "@aws-sdk/client-dynamodb";
import { PutObjectCommand } from "@aws-sdk/client-s3";
import { toValidObject } from "@message-handler/domain/archived-object.ts";
import { decodeMessage } from "@message-handler/domain/message.ts";
import { assertRight } from "@message-handler/domain/testing/assert-either.ts";
import { until } from "@message-handler/local-cloud/testing";
import { expect } from "chai";
import { randomUUID } from "node:crypto";
import { once } from "node:events";
import { existsSync, mkdtempSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { sha256 } from "../../packages/lambda-kit/sha256.ts";
import { startFullTable } from "./testing/full-table.ts";
import { aMessage } from "./testing/message.ts";
import { makeOps, type Ops } from "./testing/ops.ts";

type Doc = { readonly records: number; readonly present: number };

describe("a lost table", function () {
  this.timeout(120_000);
  let table: Awaited<ReturnType<typeof startFullTable>>;
  let directory: string;
  let ops: Ops;
  before(async () => {
    directory = mkdtempSync(join(tmpdir(), "ops-rebuild-"));
    table = await startFullTable(400);
    ops = makeOps(table.system, directory);
  });
  afterEach(async () => table.system.setFaults());
  after(async () => {
    await table?.system.stop();
    rmSync(directory, { recursive: true });
  });

  it("comes back from the archive: every record, every answer and every list as before", async () => {
    const before = await table.records();
    const ids = [...before.keys()].slice(0, 100);
    const answered = await table.answers(ids);
    expect(before.size).to.be.above(200);
    await table.remove(() => true);
    expect((await table.records()).size).to.equal(0);

    expect(await ops.json(["rebuild", "--dry-run"])).to.include({ records: before.size });
    expect((await table.records()).size).to.equal(0);
    expect(await ops.json(["rebuild", "--yes"])).to.include({ records: before.size });
    expect(await table.records()).to.deep.equal(before);
    expect(await table.answers(ids)).to.deep.equal(answered);
  });

  it("gets what it lacks, and keeps what it has, also while stores fail now and then", async () => {
    const before = await table.records();
    let count = 0;
    await table.remove(() => (count += 1) % 3 === 0);
    const lost = Math.floor(before.size / 3);
    await table.system.setFaults(
      {
        service: "s3",
        operation: "GetObject",
        probability: 0.1,
        effect: { type: "error", code: "SlowDown", status: 503 },
      },
      { service: "s3", operation: "GetObject", probability: 0.05, effect: { type: "apply-then-reset" } },
      {
        service: "dynamodb",
        operation: "BatchWriteItem",
        probability: 0.1,
        effect: { type: "error", code: "ThrottlingException", status: 400 },
      },
    );
    const { records: written, present } = await ops.json<Doc>(["rebuild", "--yes"]);
    expect({ written, present }).to.deep.equal({ written: lost, present: before.size - lost });
    expect(await table.records()).to.deep.equal(before);
  });

  it("goes on where a rebuild was killed, and pauses the worker until it is whole", async () => {
    const before = await table.records();
    await table.remove(() => true);
    const progress = ["--progress-file", "progress"];
    const child = ops.start("rebuild", "--yes", "--rate", "100", ...progress);
    await until("some records are there", async () => (await table.records()).size > 0);
    child.kill("SIGKILL");
    await once(child, "exit");
    const some = (await table.records()).size;
    expect(some).to.be.below(before.size);

    const id = randomUUID();
    await table.system.enqueue(JSON.stringify({ metadata: { message_id: id } }));
    const { stderr, stdout } = await ops.run("rebuild", "--yes", "--json", ...progress);
    expect(stderr).to.match(/paused.*goes on/s);
    expect(JSON.parse(stdout) as Doc).to.include({ orphans: 0, conflicts: 0 });
    await table.system.untilRecorded(id, "Rejected");
    expect(new Map([...(await table.records())].filter(([key]) => key !== id))).to.deep.equal(before);
    expect(existsSync(join(directory, "progress"))).to.equal(false);
  });

  it("keeps the items that are no records, under keys of messages and of rejections, and goes on", async () => {
    const items = await table.system.items();
    // A rejection under its text's hash has one more key, which the company is part of: it is recorded there.
    const keys = [
      items.find(({ status }) => status?.S === "Processed")?.["message_id"],
      items.find(({ message_id, sha256: hash }) => message_id?.S === `sha256:${hash?.S}`)?.["message_id"],
    ];
    const foreign = keys.map((message_id = { S: "" }) => ({ message_id, foo: { S: "bar" } }));
    for (const Item of foreign)
      await table.system.dynamodb.send(
        new PutItemCommand({ TableName: table.system.outputs.messages_table, Item }),
      );
    for (const how of ["--dry-run", "--yes"])
      expect(await ops.json(["rebuild", how])).to.include({ records: 1, conflicts: 1 });
    for (const Item of foreign)
      expect(await table.system.item(String(Item.message_id.S))).to.deep.equal(Item);
  });

  it("does not take what a proxy answers for an empty archive", async () => {
    for (const body of ["", "<html>oops</html>", "<ListBucketResult/>"]) {
      await table.system.setFaults({ service: "s3", effect: { type: "garbage", status: 200, body } });
      for (const command of ["rebuild", "reconcile"]) {
        const { code, stderr } = await ops.run(command, "--dry-run");
        expect(code, command).to.equal(1);
        expect(stderr).to.match(/^error: S3 \w+ failed: the answer \(HTTP 200\) is not what S3 sends/m);
      }
    }
  });

  it("decides for nobody where two companies claim an id and nothing tells who had it, and takes what is decided", async () => {
    const first = aMessage();
    const second = aMessage({ message_id: first.message_id });
    // Archived, and then the process died.
    for (const [index, { raw }] of [first, second].entries()) {
      const envelope = { message: raw, sha256: sha256(raw), received_at: `2026-01-01T00:00:0${index}.000Z` };
      const object = toValidObject(
        envelope,
        assertRight(decodeMessage(raw)),
        `2026-01-02T00:00:0${index}.000Z`,
      );
      await table.system.s3.send(
        new PutObjectCommand({
          Bucket: table.system.outputs.messages_bucket,
          Key: object.key,
          Body: raw,
          Metadata: { ...object.metadata },
          IfNoneMatch: "*",
        }),
      );
    }
    const { code, stdout, stderr } = await ops.run("rebuild", "--yes", "--json");
    expect(code, stderr).to.equal(1);
    expect(JSON.parse(stdout))
      .to.include({ records: 0 })
      .and.to.have.deep.property("undecided", [first.message_id]);
    expect(await table.system.item(first.message_id)).to.equal(undefined);

    await ops.run("replay", "--company", second.company_id, "--yes");
    const { json } = await table.system.untilRecorded(first.message_id, "Processed");
    expect(json).to.include({ company_id: second.company_id });
    expect(await ops.json(["rebuild", "--yes"])).to.include({ records: 0 });
  });
});
