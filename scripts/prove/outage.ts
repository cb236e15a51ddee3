// Measures that an outage of a store dead-letters nothing: `node scripts/prove/outage.ts [messages] [effect] [store]`.
// 30 simulated minutes at speed 60, with so many messages (500) before, during and after, and one message among them that fails for
// a reason of its own.
import { setTimeout as sleep } from "node:timers/promises";
import { inParallel, withSystem, type MeasuredSystem, type Sent } from "./measured-system.ts";

const speed = 60;
const outageMs = (30 * 60_000) / speed;
const patienceSeconds = (45 * 60) / speed;

const stores = {
  s3: { service: "s3", operation: "PutObject", throttling: { code: "SlowDown", status: 503 } },
  dynamodb: {
    service: "dynamodb",
    operation: "PutItem",
    throttling: { code: "ThrottlingException", status: 400 },
  },
} as const;
type Store = keyof typeof stores;

const effects = {
  error: () => ({ type: "error", code: "InternalError", status: 500 }),
  throttle: (store: Store) => ({ type: "error", ...stores[store].throttling }),
  hang: () => ({ type: "hang" }),
  garbage: () => ({ type: "garbage", status: 200, body: "<html>bad gateway</html>" }),
} as const;
type Effect = keyof typeof effects;

/** Deliveries that were used up by what was dead-lettered, by its id in the queue. */
const countUsedUp = ({ lines }: MeasuredSystem): Readonly<Record<string, number>> => {
  const failed = lines.filter(({ message }) => message === "delivery failed");
  const last = failed
    .filter(({ receive_count }) => receive_count === 3)
    .map(({ sqs_message_id }) => sqs_message_id);
  return Object.fromEntries(
    last.map((id) => [String(id), failed.filter(({ sqs_message_id }) => sqs_message_id === id).length]),
  );
};

const measure = async (system: MeasuredSystem, count: number, effect: Effect, store: Store) => {
  const { service, operation } = stores[store];
  const batch = (): Sent[] => Array.from({ length: count }, () => system.message(system.newId()));
  const poisoned = system.message(system.newId());
  const poison = {
    service,
    operation,
    match: poisoned.message_id,
    effect: { type: "error", code: "InternalError", status: 500 },
  };
  const sent = [batch(), batch(), batch()] as const;
  const [before, during, after] = sent;

  await system.setFaults(poison);
  await system.post(poisoned);
  await inParallel(before, 16, system.post);
  await system.setFaults(poison, { service, operation, effect: effects[effect](store) });
  const start = performance.now();
  // Spread over the outage.
  for (const [index, message] of during.entries()) {
    await system.post(message);
    const dueMs = ((index + 1) * outageMs) / count - (performance.now() - start);
    if (dueMs > 0) await sleep(dueMs);
  }
  await system.setFaults(poison);
  const end = performance.now();
  await inParallel(after, 16, system.post);
  const isIdle = await system.untilIdle(patienceSeconds);
  const minutes = ((performance.now() - end) * speed) / 60_000;

  const records = await Promise.all(sent.flat().map(system.record));
  const postponed = system.lines.filter(({ message }) => message === "message postponed").length;
  return {
    store,
    effect,
    sent: 3 * count,
    processed: records.filter((record) => record?.["status"] === "Processed").length,
    "dead letters beside the poisoned": (await system.deadLetters()) - 1,
    "deliveries used up by it": Object.values(countUsedUp(system)).join(", "),
    postponed,
    "minutes after the end": isIdle ? Math.round(minutes * 10) / 10 : "not idle",
  };
};

const [count = "500", onlyEffect, onlyStore] = process.argv.slice(2);
const rows = [];
for (const store of ["s3", "dynamodb"] as const)
  for (const effect of ["error", "throttle", "hang", "garbage"] as const) {
    if (onlyEffect !== undefined && onlyEffect !== effect) continue;
    if (onlyStore !== undefined && onlyStore !== store) continue;
    const row = await withSystem({ seed: 1, speed }, async (system) =>
      measure(system, Number(count), effect, store),
    );
    console.error(JSON.stringify(row));
    rows.push(row);
  }
console.table(rows);
