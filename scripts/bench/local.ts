// Measures what the local system costs: `node scripts/bench/local.ts [messages of the backlog]`. Processor time is counted where the
// machine may be shared, as it depends little on what else runs.
import { execFile, spawn } from "node:child_process";
import { mkdtemp, rm } from "node:fs/promises";
import { loadavg, tmpdir } from "node:os";
import { join } from "node:path";
import { setTimeout as sleep } from "node:timers/promises";
import { promisify } from "node:util";
import { setFlagsFromString } from "node:v8";
import { runInNewContext } from "node:vm";
import { type LocalCloud, startLocalCloud } from "@message-handler/local-cloud";
import { synthesise } from "../synthesise.ts";

export type Row = { readonly measure: string; readonly value: number; readonly unit: string };

const root = join(import.meta.dirname, "../..");
const senders = 16;

const collectGarbage = (): void => {
  setFlagsFromString("--expose-gc");
  (runInNewContext("gc") as () => void)();
};

const medianOf = (values: readonly number[]): number =>
  values.toSorted((left, right) => left - right)[Math.floor(values.length / 2)] ?? NaN;

/** Milliseconds of this process, which is the local system's main one. */
const processorTimeOf = async (work: () => Promise<unknown>): Promise<number> => {
  const before = process.cpuUsage();
  await work();
  const { user, system } = process.cpuUsage(before);
  return (user + system) / 1000;
};

const withCloud = async <T>(
  dataDirectory: string | undefined,
  work: (cloud: LocalCloud) => Promise<T>,
): Promise<T> => {
  const stackFile = await synthesise("local");
  const directory = dataDirectory === undefined ? {} : { dataDirectory };
  const cloud = await startLocalCloud({ stackFile, apiPort: 0, awsPort: 0, log: () => {}, ...directory });
  try {
    return await work(cloud);
  } finally {
    await cloud.stop();
  }
};

const withDataDirectory = async <T>(work: (directory: string) => Promise<T>): Promise<T> => {
  const directory = await mkdtemp(join(tmpdir(), "bench-local-"));
  try {
    return await work(directory);
  } finally {
    await rm(directory, { recursive: true });
  }
};

const post = async ({ outputs }: LocalCloud, count: number): Promise<void> => {
  const args = [String(outputs["api_url"]), `${count}`, `${senders}`];
  await promisify(execFile)(process.execPath, [join(import.meta.dirname, "post-messages.ts"), ...args]);
};

type Queue = { readonly name: string; readonly visible: number; readonly in_flight: number };

/** How many messages are not processed yet. */
const backlogOf = async ({ awsEndpoint }: LocalCloud): Promise<number> => {
  const { queues } = (await (await fetch(`${awsEndpoint}/_local/state`)).json()) as {
    readonly queues: readonly Queue[];
  };
  const { visible = NaN, in_flight = NaN } = queues.find(({ name }) => name.endsWith("-messages")) ?? {};
  return visible + in_flight;
};

const untilBacklog = async (cloud: LocalCloud, most: number): Promise<void> => {
  while ((await backlogOf(cloud)) > most) await sleep(100);
};

const processMessages = async (cloud: LocalCloud, count: number): Promise<void> => {
  await post(cloud, count);
  await untilBacklog(cloud, 0);
};

/** Bytes of memory that one more processed message keeps, once the process has what it needs for itself. */
const memoryPerMessage = async (cloud: LocalCloud, count: number): Promise<number> => {
  collectGarbage();
  const before = process.memoryUsage.rss();
  await processMessages(cloud, count);
  collectGarbage();
  return (process.memoryUsage.rss() - before) / count;
};

const measurePipeline = async (cloud: LocalCloud): Promise<readonly Row[]> => {
  const count = 1000;
  await processMessages(cloud, count); // warms up
  const rounds: { readonly processor: number; readonly seconds: number }[] = [];
  for (let round = 0; round < 3; round += 1) {
    const start = performance.now();
    const processor = await processorTimeOf(async () => processMessages(cloud, count));
    rounds.push({ processor: processor / count, seconds: (performance.now() - start) / 1000 });
  }
  return [
    {
      measure: "processor time a message, main process",
      value: medianOf(rounds.map(({ processor }) => processor)),
      unit: "ms",
    },
    {
      measure: "messages through the pipeline, sender on the same machine",
      value: count / medianOf(rounds.map(({ seconds }) => seconds)),
      unit: "1/s",
    },
  ];
};

/** Whether the event source of the queue is polled. */
const setPolling = async ({ awsEndpoint }: LocalCloud, Enabled: boolean): Promise<void> => {
  const mappings = `${awsEndpoint}/2015-03-31/event-source-mappings/`;
  const headers = {
    authorization: "AWS4-HMAC-SHA256 Credential=bench/20260101/us-east-1/lambda/aws4_request",
    "content-type": "application/json",
  };
  const listed = (await (await fetch(mappings, { headers })).json()) as {
    readonly EventSourceMappings: readonly { readonly UUID: string }[];
  };
  for (const { UUID } of listed.EventSourceMappings) {
    const answer = await fetch(`${mappings}${UUID}`, {
      method: "PUT",
      headers,
      body: JSON.stringify({ Enabled }),
    });
    if (!answer.ok) throw new Error(await answer.text());
  }
};

/** Each quarter of a backlog by itself: a cost that grew with what waits, or with what is kept, would show. */
const measureBacklog = async (cloud: LocalCloud, count: number): Promise<readonly Row[]> => {
  await setPolling(cloud, false);
  await post(cloud, count);
  await setPolling(cloud, true);
  const rows: Row[] = [];
  for (let quarter = 1; quarter <= 4; quarter += 1) {
    const before = await backlogOf(cloud);
    const processor = await processorTimeOf(async () => untilBacklog(cloud, count * (1 - quarter / 4)));
    rows.push({
      measure: `backlog of ${count}: processor time a message, quarter ${quarter}`,
      value: processor / (before - (await backlogOf(cloud))),
      unit: "ms",
    });
  }
  return rows;
};

const company = "e0721e56-fb09-4273-ae74-7bcbc92d43eb";

const toItem = (number: number): Readonly<Record<string, { readonly S: string }>> => {
  const time = new Date(Date.UTC(2026, 0, 1) + number * 1000).toISOString();
  const fields = {
    message_id: `00000000-0000-4000-8000-${number.toString(16).padStart(12, "0")}`,
    company_id: company,
    status: "Processed",
    message_time: time,
    received_at: time,
    processed_at: time,
    sha256: number.toString(16).padStart(64, "0"),
    message: "{}",
  };
  return Object.fromEntries(Object.entries(fields).map(([name, S]) => [name, { S }]));
};

const putRecords = async ({ awsEndpoint, outputs }: LocalCloud, from: number, to: number): Promise<void> => {
  const table = String(outputs["messages_table"]);
  for (let first = from; first < to; first += 25) {
    const numbers = Array.from({ length: Math.min(25, to - first) }, (_, index) => first + index);
    const answer = await fetch(awsEndpoint, {
      method: "POST",
      headers: {
        "content-type": "application/x-amz-json-1.0",
        "x-amz-target": "DynamoDB_20120810.BatchWriteItem",
      },
      body: JSON.stringify({
        RequestItems: { [table]: numbers.map((number) => ({ PutRequest: { Item: toItem(number) } })) },
      }),
    });
    if (!answer.ok) throw new Error(await answer.text());
  }
};

const readPage = async ({ outputs }: LocalCloud): Promise<void> => {
  const answer = await fetch(`${String(outputs["api_url"])}/messages?company_id=${company}&limit=25`);
  const { items = [] } = (await answer.json()) as { readonly items?: readonly unknown[] };
  if (items.length !== 25) throw new Error(`a page was answered with ${answer.status} and ${items.length}`);
};

/** The main process's time for a page; the function that reads it takes the same at any number of records. */
const measureLists = async (cloud: LocalCloud): Promise<readonly Row[]> => {
  const pages = 100;
  const rows: Row[] = [];
  let before = 0;
  for (const records of [100, 50_000]) {
    await putRecords(cloud, before, records);
    before = records;
    const times: number[] = [];
    for (let page = 0; page < pages + 20; page += 1) {
      const start = performance.now();
      const processor = await processorTimeOf(async () => readPage(cloud));
      if (page >= 20) times.push(processor, performance.now() - start);
    }
    rows.push(
      {
        measure: `list page among ${records} records: processor time, main process`,
        value: medianOf(times.filter((_, index) => index % 2 === 0)),
        unit: "ms",
      },
      {
        measure: `list page among ${records} records: median`,
        value: medianOf(times.filter((_, index) => index % 2 === 1)),
        unit: "ms",
      },
    );
  }
  return rows;
};

/** Runs until it says that it is up, and ends it. */
const measureStart = async (): Promise<Row> =>
  withDataDirectory(async (directory) => {
    const start = async (): Promise<number> => {
      const begin = performance.now();
      const places = ["--outputs", join(directory, "outputs.json"), "--log-file", join(directory, "log")];
      const child = spawn(
        process.execPath,
        ["scripts/start.ts", "--port", "0", "--aws-port", "0", ...places],
        {
          cwd: root,
          stdio: ["ignore", "ignore", "pipe"],
        },
      );
      const exited = new Promise((resolve) => child.once("close", resolve));
      let text = "";
      for await (const chunk of child.stderr) {
        text += String(chunk);
        if (text.includes("Up after")) break;
      }
      const seconds = (performance.now() - begin) / 1000;
      child.kill("SIGINT");
      await exited;
      if (!text.includes("Up after")) throw new Error(text);
      return seconds;
    };
    await start(); // bundles and synthesises where something changed
    return {
      measure: "npm start, nothing changed, until it is up",
      value: medianOf([await start(), await start(), await start()]),
      unit: "s",
    };
  });

/** Every stack of the app: what Node needs to load CDKTF is part of it. */
const measureSynth = async (): Promise<Row> => {
  const start = performance.now();
  await promisify(execFile)(process.execPath, ["infra/main.ts"], { cwd: root });
  return { measure: "synth of all stacks", value: (performance.now() - start) / 1000, unit: "s" };
};

type Options = {
  /** 10,000 unless told otherwise. */
  readonly backlog?: number;
  readonly onRow?: (row: Row) => void;
};

/** Takes some minutes. Everything runs in this process but the sender, the functions and what is started by commands. */
export const benchLocal = async ({ backlog = 10_000, onRow = () => {} }: Options = {}): Promise<
  readonly Row[]
> => {
  const rows: Row[] = [];
  const add = (...found: readonly Row[]): void => {
    rows.push(...found);
    found.forEach(onRow);
  };
  add(await measureStart(), await measureSynth());
  await withCloud(undefined, async (cloud) => {
    add(...(await measurePipeline(cloud)));
    add(...(await measureBacklog(cloud, backlog)));
    const memory = (await memoryPerMessage(cloud, 4000)) / 1024;
    add({ measure: "memory a kept message, in memory", value: memory, unit: "KiB" });
  });
  await withCloud(undefined, async (cloud) => add(...(await measureLists(cloud))));
  await withDataDirectory(async (directory) =>
    withCloud(directory, async (cloud) => {
      await processMessages(cloud, 4000); // warms up
      const memory = (await memoryPerMessage(cloud, 4000)) / 1024;
      add({ measure: "memory a kept message, in a data directory", value: memory, unit: "KiB" });
    }),
  );
  add({
    measure: "load of the machine over the last minute, at the end",
    value: loadavg()[0] ?? NaN,
    unit: "",
  });
  return rows;
};

if (import.meta.main) {
  const [, , backlog] = process.argv;
  const toText = ({ measure, value, unit }: Row): string => `${measure}: ${value.toPrecision(3)} ${unit}`;
  await benchLocal({
    ...(backlog === undefined ? {} : { backlog: Number(backlog) }),
    onRow: (row) => console.log(toText(row)),
  });
}
