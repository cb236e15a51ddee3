// By hand: node infra/acceptance/testing/measure-rebuild.ts 100000. So many messages of all kinds, judged by the worker's
// own code; then the table is emptied: how long a rebuild takes and in how much memory, and whether each record, each
// answer to a GET and each page of each list is what it was. With --cpu-prof both sides are profiled.
import { DynamoDB } from "@aws-sdk/client-dynamodb";
import { toLoopbackClient } from "@message-handler/local-cloud/loopback";
import * as E from "fp-ts/lib/Either.js";
import { spawn } from "node:child_process";
import { createHash } from "node:crypto";
import { mkdtempSync, readFileSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { text } from "node:stream/consumers";
import { makeGetMessage } from "../../../functions/query-messages/get-message.ts";
import { makeListMessages } from "../../../functions/query-messages/list-messages.ts";
import { sha256 } from "../../../packages/lambda-kit/sha256.ts";
import { makeFindRecord } from "../../../packages/message-store/find-record.ts";
import { makeListRecords } from "../../../packages/message-store/list-records.ts";
import { startFullTable } from "./full-table.ts";

const main = join(import.meta.dirname, "../../../packages/ops/main.ts");
const say = (line: string): void => void process.stdout.write(`${new Date().toISOString()} ${line}\n`);

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

const ops = async (awsEndpoint: string, ...args: readonly string[]): Promise<number> => {
  const startedAt = performance.now();
  const own = process.cpuUsage();
  const child = spawn(process.execPath, [...process.execArgv, main, ...args, "--json"], {
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
  return seconds;
};

const onCutShort = (): never => {
  throw new Error("a page was cut short");
};

const toAnswer = (result: E.Either<unknown, string>): string => {
  if (E.isRight(result)) return result.right;
  throw new Error(`not answered: ${JSON.stringify(result.left)}`);
};

/** As query-messages answers, by its own code: API Gateway and Lambda would take most of an hour. */
const makeReader = (awsEndpoint: string, table: string) => {
  const client = new DynamoDB(toLoopbackClient(awsEndpoint));
  const listRecords = makeListRecords({
    client,
    table,
    index: "by_company",
    rejectedIndex: "rejected_by_company",
    longestReadMs: 7000,
  });
  const getMessage = makeGetMessage(makeFindRecord({ client, table }));
  const listMessages = makeListMessages({ listRecords, sha256 });
  return {
    get: async (messageId: string): Promise<string> => toAnswer(await getMessage({ messageId })),
    list: async (parameters: Readonly<Record<string, string>>): Promise<string> => {
      const query = new Map(Object.entries(parameters).map(([name, value]) => [name, [value]]));
      return toAnswer(await listMessages({ parameters: query, timeLeft: () => 20_000, onCutShort }));
    },
    stop: () => client.destroy(),
  };
};

type Reader = ReturnType<typeof makeReader>;
type Answers = { readonly gets: ReadonlyMap<string, string>; readonly lists: ReadonlyMap<string, string> };

const filters = [{}, { status: "Processed" }, { status: "Rejected" }];

/** Of each GET its hash; of each list that of all of its pages. */
const readAnswers = async (
  reader: Reader,
  ids: Iterable<string>,
  companies: readonly string[],
): Promise<Answers & { readonly pages: number }> => {
  const gets = new Map<string, string>();
  const lists = new Map<string, string>();
  const left = ids[Symbol.iterator]();
  const lane = async (): Promise<void> => {
    for (let next = left.next(); next.done !== true; next = left.next())
      gets.set(next.value, sha256(await reader.get(next.value)));
  };
  await Promise.all(Array.from({ length: 16 }, lane));
  let pages = 0;
  for (const company_id of companies)
    for (const filter of filters) {
      const hash = createHash("sha256");
      let cursor: string | null = null;
      do {
        const page: string = await reader.list({
          company_id,
          limit: "100",
          ...filter,
          ...(cursor === null ? {} : { cursor }),
        });
        hash.update(page);
        pages += 1;
        cursor = (JSON.parse(page) as { readonly next_cursor: string | null }).next_cursor;
      } while (cursor !== null);
      lists.set(JSON.stringify([company_id, filter]), hash.digest("hex"));
    }
  return { gets, lists, pages };
};

const countDifferent = (one: ReadonlyMap<string, string>, other: ReadonlyMap<string, string>): number =>
  [...new Set([...one.keys(), ...other.keys()])].filter((key) => one.get(key) !== other.get(key)).length;

const directory = mkdtempSync(join(tmpdir(), "measure-rebuild-"));
const { system, companies, records, remove } = await startFullTable(Number(process.argv[2] ?? 1000));
const reader = makeReader(system.awsEndpoint, system.outputs.messages_table);
try {
  const before = await records();
  say(`${before.size} records of ${companies.length} companies`);
  const answered = await readAnswers(reader, before.keys(), companies);
  say(`${answered.gets.size} GETs and ${answered.pages} pages of ${answered.lists.size} lists read`);
  await remove(() => true);
  say(`${(await records()).size} records after the loss`);
  const seconds = await ops(system.awsEndpoint, "rebuild", "--yes");
  say(`${Math.round(before.size / seconds)} records a second`);
  const after = await records();
  say(`${countDifferent(before, after)} records differ, to the last attribute`);
  const again = await readAnswers(reader, before.keys(), companies);
  say(
    `${countDifferent(answered.gets, again.gets)} GETs differ, ${countDifferent(answered.lists, again.lists)} lists differ`,
  );
  await ops(system.awsEndpoint, "reconcile");
} finally {
  reader.stop();
  await system.stop();
  rmSync(directory, { recursive: true });
}
