// Measures what one company's flood costs the others: `node scripts/prove/noisy.ts [messages]`.
// One company posts so many messages (3,000) while every PutItem takes 400 ms, then twenty quiet companies post ten each;
// twenty others have posted alone before, under the same latency. Fails when the 99th percentile of the quiet ones' waits
// is more than 1.5 times as long behind the flood.
import { setTimeout as sleep } from "node:timers/promises";
import { inParallel, quantile, waitOf, withSystem, type MeasuredSystem } from "./measured-system.ts";

const limit = 1.5;
const quietCompanies = 20;
const messagesEach = 10;
const latencyMs = 400;
/** Of requests at a time. */
const senders = 20;

/** The 99th percentile of their waits, ms. */
const measureQuiet = async (system: MeasuredSystem): Promise<number> => {
  const companies = Array.from({ length: quietCompanies }, system.newId);
  const messages = companies.flatMap((id) => Array.from({ length: messagesEach }, () => system.message(id)));
  await inParallel(messages, senders, system.post);
  const waits: number[] = [];
  // One after the other: to ask for all at once would be a load of its own.
  for (const message of messages) {
    let record = await system.record(message);
    for (; record === undefined; record = await system.record(message)) await sleep(250);
    waits.push(waitOf(record));
  }
  return quantile(waits, 0.99);
};

const [count = "3000"] = process.argv.slice(2);
await withSystem({ seed: 1, speed: 1 }, async (system) => {
  await system.setFaults({
    service: "dynamodb",
    operation: "PutItem",
    effect: { type: "latency", ms: latencyMs },
  });
  await measureQuiet(system); // warms the functions up
  const alone = await measureQuiet(system);
  const flooding = system.newId();
  const flood = Array.from({ length: Number(count) }, () => system.message(flooding));
  await inParallel(flood, senders, system.post);
  console.log(`after the flood: ${await system.backlog()}`);
  const behind = await measureQuiet(system);
  const ratio = behind / alone;
  console.log(
    `quiet companies alone: p99 ${alone} ms; behind ${count} messages of another: p99 ${behind} ms`,
  );
  console.log(`ratio ${ratio.toFixed(2)} (at most ${limit})`);
  process.exitCode = ratio <= limit ? 0 : 1;
});
