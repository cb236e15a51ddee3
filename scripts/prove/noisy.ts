// Measures what one company's flood costs the others, on a running local system: `node scripts/prove/noisy.ts OUTPUTS_FILE`.
// Company A posts 3,000 messages while every PutItem takes 400 ms, then twenty quiet companies post ten each; the same
// twenty have posted alone before, under the same latency. Fails when the 99th percentile of their waits is more than
// 1.5 times as long behind the flood.
import { randomUUID } from "node:crypto";
import { readFileSync } from "node:fs";
import { setTimeout as sleep } from "node:timers/promises";

const limit = 1.5;
const flood = 3_000;
const quietCompanies = 20;
const messagesEach = 10;
const latencyMs = 400;
/** Of requests at a time. */
const senders = 20;

type Outputs = { readonly api_url: string; readonly aws_endpoint: string };

const readOutputs = (file: string | undefined): Outputs => {
  if (file === undefined) throw new Error("usage: node scripts/prove/noisy.ts OUTPUTS_FILE");
  const { api_url, aws_endpoint } = JSON.parse(readFileSync(file, "utf8")) as Partial<Outputs>;
  if (api_url === undefined || aws_endpoint === undefined)
    throw new Error(`${file}: expected api_url and aws_endpoint, as npm start writes them`);
  return { api_url, aws_endpoint };
};

const { api_url: api, aws_endpoint: endpoint } = readOutputs(process.argv[2]);

const setFaults = async (rules: readonly object[]): Promise<void> => {
  const response = await fetch(`${endpoint}/_local/faults`, { method: "PUT", body: JSON.stringify(rules) });
  if (!response.ok) throw new Error(`the faults were refused: ${await response.text()}`);
};

/** The id of the accepted message; a throttled request is sent again. */
const post = async (company_id: string): Promise<string> => {
  const message_id = randomUUID();
  const metadata = { message_time: new Date().toISOString(), company_id, message_id };
  const body = JSON.stringify({ metadata, data: {} });
  for (;;) {
    const headers = { "content-type": "application/json" };
    const response = await fetch(`${api}/messages`, { method: "POST", headers, body });
    const text = await response.text();
    if (response.status === 202) return message_id;
    if (response.status !== 429 && response.status !== 503) throw new Error(`${response.status} ${text}`);
    await sleep(50);
  }
};

const postAll = async (companies: readonly string[]): Promise<readonly string[]> => {
  const left = [...companies];
  const ids: string[] = [];
  const send = async (): Promise<void> => {
    for (let company = left.shift(); company !== undefined; company = left.shift())
      ids.push(await post(company));
  };
  await Promise.all(Array.from({ length: senders }, send));
  return ids;
};

/** From the acceptance of a message to its record, ms. */
const waitOf = async (id: string): Promise<number> => {
  for (;;) {
    const response = await fetch(`${api}/messages/${id}`);
    const text = await response.text();
    if (response.status === 200) {
      const record = JSON.parse(text) as { readonly received_at: string; readonly processed_at?: string };
      if (record.processed_at === undefined) throw new Error(`${id} was not processed`);
      return Date.parse(record.processed_at) - Date.parse(record.received_at);
    }
    await sleep(250);
  }
};

const percentile99 = (waits: readonly number[]): number =>
  waits.toSorted((a, b) => a - b)[Math.ceil(waits.length * 0.99) - 1] ?? Number.NaN;

/** Messages that wait, and groups that are noisy. */
const readBacklog = async (): Promise<string> => {
  const response = await fetch(`${endpoint}/_local/state`);
  const { queues } = JSON.parse(await response.text()) as {
    readonly queues: readonly { name: string; visible: number; noisy_groups: number }[];
  };
  const queue = queues.find(({ name }) => name.endsWith("-messages"));
  if (queue === undefined) throw new Error("the system has no queue of messages");
  return `${queue.visible} messages wait, ${queue.noisy_groups} noisy groups`;
};

const measureQuiet = async (): Promise<number> => {
  const companies = Array.from({ length: quietCompanies }, () => randomUUID());
  const ids = await postAll(companies.flatMap((company) => Array<string>(messagesEach).fill(company)));
  const waits: number[] = [];
  // One after the other: to ask for all at once would be a load of its own.
  for (const id of ids) waits.push(await waitOf(id));
  return percentile99(waits);
};

await setFaults([{ service: "dynamodb", operation: "PutItem", effect: { type: "latency", ms: latencyMs } }]);
try {
  await measureQuiet(); // warms the functions up
  const alone = await measureQuiet();
  await postAll(Array<string>(flood).fill(randomUUID()));
  console.log(`after the flood: ${await readBacklog()}`);
  const behind = await measureQuiet();
  const ratio = behind / alone;
  console.log(
    `quiet companies alone: p99 ${alone} ms; behind ${flood} messages of another: p99 ${behind} ms`,
  );
  console.log(`ratio ${ratio.toFixed(2)} (at most ${limit})`);
  process.exitCode = ratio <= limit ? 0 : 1;
} finally {
  await setFaults([]);
}
