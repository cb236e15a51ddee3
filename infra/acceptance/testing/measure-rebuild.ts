// By hand: node infra/acceptance/testing/measure-rebuild.ts 100000. An archive of so many messages of all kinds, judged by
// the worker's own code in memory, and an empty table: how long a rebuild takes, in how much memory, and whether each
// record is what the worker had recorded.
import { DynamoDBClient, paginateScan } from "@aws-sdk/client-dynamodb";
import { S3 } from "@aws-sdk/client-s3";
import { startLocalCloud } from "@message-handler/local-cloud";
import { toLoopbackClient } from "@message-handler/local-cloud/loopback";
import { spawn } from "node:child_process";
import { randomUUID } from "node:crypto";
import { mkdtempSync, readFileSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { text } from "node:stream/consumers";
import { isDeepStrictEqual } from "node:util";
import { aMemoryStore, type MemoryStore } from "../../../functions/process-message/memory-store.fixture.ts";
import { makeProcessMessage } from "../../../functions/process-message/process-message.ts";
import { sha256 } from "../../../packages/lambda-kit/sha256.ts";
import { toRecordItem } from "../../../packages/message-store/persisted-record.ts";
import { synthesise } from "../../../scripts/synthesise.ts";
import { toStories } from "./stories.ts";

const main = join(import.meta.dirname, "../../../packages/ops/main.ts");
const say = (line: string): void => void process.stdout.write(`${new Date().toISOString()} ${line}\n`);

/** Each message a second after the one before. */
const fill = async (messages: number): Promise<MemoryStore> => {
  const store = aMemoryStore();
  const processMessage = makeProcessMessage(store);
  const companies = Array.from({ length: 100 }, () => randomUUID());
  let second = 0;
  for (const story of toStories(messages, companies))
    for (const { raw, company } of story) {
      const received_at = new Date(Date.UTC(2023, 0, 1) + (second += 1) * 1000).toISOString();
      const envelope = { message: raw, sha256: sha256(raw), received_at, request_id: randomUUID() };
      await processMessage({ envelope, ...(company === undefined ? {} : { senderCompany: company }) });
    }
  return store;
};

const archive = async (s3: S3, bucket: string, store: MemoryStore): Promise<void> => {
  const objects = store.archive.values();
  const lane = async (): Promise<void> => {
    for (const { key, message, sha256: hash, metadata } of objects)
      await s3.putObject({
        Bucket: bucket,
        Key: key,
        Body: message,
        IfNoneMatch: "*",
        ChecksumSHA256: Buffer.from(hash, "hex").toString("base64"),
        Metadata: { ...metadata },
      });
  };
  await Promise.all(Array.from({ length: 32 }, lane));
};

/** What the machine tells of a process while it runs: its highest memory, MiB, and its processor time, seconds. */
const watch = (pid: number | undefined) => {
  let [peak, cpu] = [0, 0];
  const timer = setInterval(() => {
    try {
      const status = readFileSync(`/proc/${pid}/status`, "utf8");
      // One that has just ended has none any more.
      peak = Math.max(peak, Number(/VmHWM:\s+(\d+) kB/.exec(status)?.[1] ?? 0) / 1024);
      const times = readFileSync(`/proc/${pid}/stat`, "utf8")
        .replace(/^.*\) /, "")
        .split(" ")
        .slice(11, 13);
      cpu = times.reduce((sum, ticks) => sum + Number(ticks) / 100, 0);
    } catch {
      // It has ended.
    }
  }, 100);
  return () => {
    clearInterval(timer);
    return `at most ${Math.round(peak)} MiB, ${cpu.toFixed(1)} s of a processor`;
  };
};

const ops = async (awsEndpoint: string, ...args: readonly string[]): Promise<void> => {
  const startedAt = performance.now();
  const own = process.cpuUsage();
  const child = spawn(process.execPath, [main, ...args, "--json"], {
    env: { PATH: "/usr/local/bin:/usr/bin:/bin", HOME: directory, AWS_ENDPOINT_URL: awsEndpoint },
    stdio: ["ignore", "pipe", "inherit"],
  });
  const measured = watch(child.pid);
  const said = await text(child.stdout);
  const { user, system } = process.cpuUsage(own);
  const seconds = (performance.now() - startedAt) / 1000;
  say(
    `${args.join(" ")}: ${seconds.toFixed(1)} s, ${measured()}; the local cloud ${((user + system) / 1e6).toFixed(1)} s; ${said.trim()}`,
  );
};

const directory = mkdtempSync(join(tmpdir(), "measure-rebuild-"));
const cloud = await startLocalCloud({
  stackFile: await synthesise("local"),
  apiPort: 0,
  awsPort: 0,
  log: () => undefined,
});
const client = toLoopbackClient(cloud.awsEndpoint);
const s3 = new S3({ ...client, forcePathStyle: true });
const dynamodb = new DynamoDBClient(client);
const store = await fill(Number(process.argv[2] ?? 1000));
await archive(s3, String(cloud.outputs["messages_bucket"]), store);
say(`${store.archive.size} objects, ${store.records.size} records`);
try {
  await ops(cloud.awsEndpoint, "rebuild", "--yes");
  let [same, others] = [0, 0];
  const table = { TableName: String(cloud.outputs["messages_table"]) };
  for await (const { Items = [] } of paginateScan({ client: dynamodb }, table))
    for (const item of Items) {
      const record = store.records.get(item["message_id"]?.S ?? "");
      if (record !== undefined && isDeepStrictEqual(item, toRecordItem(record))) same += 1;
      else others += 1;
    }
  say(
    `${same} records to the last attribute as before, ${others} that are not, ${store.records.size - same} missing`,
  );
  await ops(cloud.awsEndpoint, "reconcile");
} finally {
  for (const aws of [s3, dynamodb]) aws.destroy();
  await cloud.stop();
  rmSync(directory, { recursive: true });
}
