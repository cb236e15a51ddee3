// node run-worker.ts "product"|"hand-written loop" BATCH WAIT_MS: prints microseconds of processor time for a message where the stores answer at once, and
// else the milliseconds that a batch takes.
import { toSqsEvent } from "../function/messages.ts";
import { quantile } from "../statistics.ts";
import { makeHandWrittenWorker } from "./hand-written-worker.ts";
import { makeProductWorker } from "./product-worker.ts";
import { makeStubStores } from "./stub-stores.ts";

const [subject, batch = "10", waitMs = "0"] = process.argv.slice(2);
const stores = makeStubStores(Number(waitMs));
const handler =
  subject === "product" ? makeProductWorker(stores) : makeHandWrittenWorker(stores, () => undefined);
const event = toSqsEvent(Number(batch));
const invocation = { awsRequestId: "bench", getRemainingTimeInMillis: () => 30_000 };

const handle = async (): Promise<void> => {
  const answer = JSON.stringify(await handler(event, invocation));
  if (answer !== '{"batchItemFailures":[]}') throw new Error(`a message was not processed: ${answer}`);
};

const handleMany = async (times: number): Promise<void> => {
  for (let time = 0; time < times; time += 1) await handle();
};

const processorTime = async (): Promise<number> => {
  const messages = 30_000;
  const times = messages / Number(batch);
  await handleMany(times);
  const before = process.cpuUsage();
  await handleMany(times);
  const { user, system } = process.cpuUsage(before);
  return (user + system) / messages;
};

const duration = async (): Promise<number> => {
  const durations: number[] = [];
  await handleMany(20);
  for (let time = 0; time < 20; time += 1) {
    const begin = performance.now();
    await handle();
    durations.push(performance.now() - begin);
  }
  // What else the machine does only adds to it.
  return quantile(durations, 0.1);
};

console.log(Number(waitMs) > 0 ? await duration() : await processorTime());
// Timers of invocations that have ended would keep the process.
process.exit();
