// Measures that throttling of one company's writes dead-letters nothing and keeps no other company waiting:
// `node scripts/prove/overload.ts [messages] [probability …]`. The writes of one company with so many messages (2,000) are throttled with a
// probability; 20 others send 30 each meanwhile. The same load without throttling is what "undisturbed" means.
import { setTimeout as sleep } from "node:timers/promises";
import {
  inParallel,
  quantile,
  waitOf,
  withSystem,
  type MeasuredSystem,
  type Sent,
} from "./measured-system.ts";

const speed = 60;
const patienceSeconds = 600;

const measure = async (system: MeasuredSystem, count: number, probability: number) => {
  const busy = system.newId();
  const flood = Array.from({ length: count }, () => system.message(busy));
  const quiet = Array.from({ length: 20 }, () => system.newId());
  const others = Array.from({ length: 600 }, (_, index): Sent => system.message(quiet[index % 20] ?? busy));
  // The first messages wait for processes to start, which has nothing to do with what is measured.
  const first = Array.from({ length: 200 }, () => system.message(system.newId()));
  await inParallel(first, 32, system.post);
  await system.untilIdle(patienceSeconds);
  await system.setFaults({
    service: "dynamodb",
    operation: "PutItem",
    match: busy,
    probability,
    effect: { type: "error", code: "ThrottlingException", status: 400 },
  });
  const start = performance.now();
  const flooding = inParallel(flood, 16, system.post);
  for (const message of others) {
    await system.post(message);
    await sleep(20);
  }
  await flooding;
  const isIdle = await system.untilIdle(patienceSeconds);
  const seconds = (performance.now() - start) / 1000;
  const records = await Promise.all([...flood, ...others].map(system.record));
  const waits = await Promise.all(others.map(system.record)).then((found) => found.map(waitOf));
  return {
    probability,
    sent: records.length,
    processed: records.filter((record) => record?.["status"] === "Processed").length,
    "dead letters": await system.deadLetters(),
    postponed: system.lines.filter(({ message }) => message === "message postponed").length,
    "others p50 ms": quantile(waits, 0.5),
    "others p99 ms": quantile(waits, 0.99),
    seconds: isIdle ? Math.round(seconds) : "not idle",
  };
};

const [count = "2000", ...chosen] = process.argv.slice(2);
const rows = [];
for (const probability of chosen.length === 0 ? [0, 0.5, 0.75, 0.9] : chosen.map(Number)) {
  const row = await withSystem({ seed: 1, speed }, async (system) =>
    measure(system, Number(count), probability),
  );
  console.error(JSON.stringify(row));
  rows.push(row);
}
console.table(rows);
