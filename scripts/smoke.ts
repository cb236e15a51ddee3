// Posts messages to a running system as a company would and looks up what became of them.
// Usage: node scripts/smoke.ts [outputs.json]. Ends with 1 when anything is not as it should be.
import { randomUUID } from "node:crypto";
import { readFileSync } from "node:fs";
import { join } from "node:path";
import { setTimeout as sleep } from "node:timers/promises";

const outputsFile = process.argv[2] ?? join(import.meta.dirname, "../outputs.json");
const { api_url: apiUrl } = JSON.parse(readFileSync(outputsFile, "utf8")) as { readonly api_url: string };
const deadlineMs = 30_000;

type Answer = { readonly status: number; readonly body: Readonly<Record<string, unknown>> };

const call = async (path: string, init?: RequestInit): Promise<Answer> => {
  const response = await fetch(`${apiUrl}${path}`, { ...init, signal: AbortSignal.timeout(deadlineMs) });
  return { status: response.status, body: (await response.json()) as Answer["body"] };
};

const post = async (body: string): Promise<Answer> =>
  call("/messages", { method: "POST", headers: { "content-type": "application/json" }, body });

const expect = (what: string, isTrue: boolean, found: unknown): void => {
  if (!isTrue) throw new Error(`${what}; found ${JSON.stringify(found)}`);
  console.log(`ok  ${what}`);
};

/** Asks for the record until it is there. */
const lookUp = async (id: string): Promise<Answer> => {
  const deadline = Date.now() + deadlineMs;
  for (;;) {
    const answer = await call(`/messages/${id}`);
    if (answer.status !== 404 || Date.now() > deadline) return answer;
    await sleep(100);
  }
};

const aMessage = (messageTime: string) => {
  const ids = { company_id: randomUUID(), message_id: randomUUID() };
  return {
    ...ids,
    body: JSON.stringify({ metadata: { message_time: messageTime, ...ids }, data: { order_amount: 20 } }),
  };
};

const acceptsAndProcesses = async (): Promise<void> => {
  const message = aMessage("2023-12-10T22:02:38Z");
  const accepted = await post(message.body);
  expect("a message is accepted with 202", accepted.status === 202, accepted);
  const found = await lookUp(message.message_id);
  expect("it is processed", found.body["status"] === "Processed", found);
  const list = await call(`/messages?company_id=${message.company_id}`);
  expect("its company finds it in the list", (list.body["items"] as unknown[]).length === 1, list);
};

const recordsRejections = async (): Promise<void> => {
  const message = aMessage("2023-02-30T00:00:00Z");
  const accepted = await post(message.body);
  expect("a message from 30 February is accepted with 202", accepted.status === 202, accepted);
  const found = await lookUp(message.message_id);
  expect("it is recorded as rejected", found.body["status"] === "Rejected", found);
};

const refusesAtTheEdge = async (): Promise<void> => {
  const refused = await post("{}");
  expect("a body without ids is refused with 400", refused.status === 400, refused);
};

try {
  await acceptsAndProcesses();
  await recordsRejections();
  await refusesAtTheEdge();
} catch (error) {
  console.error(`not ok  ${error instanceof Error ? error.message : String(error)}`);
  process.exit(1);
}
