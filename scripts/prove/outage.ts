// `pnpm prove --outage`: an outage of a store dead-letters nothing.
// 30 simulated minutes at speed 60, with so many messages (500) before, during and after, and one message among them that fails for
// a reason of its own.
import { setTimeout as sleep } from "node:timers/promises";
import { Option } from "commander";
import { toOutageCharts } from "./measurement-charts.ts";
import type { Mode, ProveOptions } from "./mode.ts";
import { inParallel } from "./system/in-parallel.ts";
import { toTable } from "./to-table.ts";
import { withSystem, type MeasuredSystem, type Sent } from "./measured-system.ts";

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

  const records = await system.records(sent.flat());
  const processed = records.filter((record) => record?.["status"] === "Processed").length;
  const dead = (await system.deadLetters()) - 1;
  const postponed = system.lines.filter(({ message }) => message === "message postponed").length;
  return {
    store,
    effect,
    sent: 3 * count,
    processed,
    /** Beside the one that fails by itself. */
    dead_letters: dead,
    deliveries_of_the_poisoned: Object.values(countUsedUp(system)).join(", "),
    postponed,
    minutes_after_the_end: isIdle ? Math.round(minutes * 10) / 10 : undefined,
    ok: isIdle && processed === 3 * count && dead === 0,
  };
};

const storeNames = ["s3", "dynamodb"] as const;
const effectNames = ["error", "throttle", "hang", "garbage"] as const;

const toCases = ({ store: onlyStore, effect: onlyEffect }: ProveOptions) =>
  storeNames
    .flatMap((store) => effectNames.map((effect) => ({ store, effect })))
    .filter(({ store }) => onlyStore === undefined || store === onlyStore)
    .filter(({ effect }) => onlyEffect === undefined || effect === onlyEffect);

export const outageMode: Mode = {
  flag: "outage",
  description: "an outage of a store, by every effect: nothing is dead-lettered but what fails by itself",
  options: [
    new Option("--store <name>", "with --outage: of this store alone").choices(storeNames),
    new Option("--effect <name>", "with --outage: by this effect alone").choices(effectNames),
  ],
  run: async ({ messages = 500, seed, ...only }, progress) => {
    const rows: Awaited<ReturnType<typeof measure>>[] = [];
    for (const { store, effect } of toCases({ seed, ...only })) {
      progress.show(`${store}: ${effect}`);
      const row = await withSystem({ seed, speed }, async (system) =>
        measure(system, messages, effect, store),
      );
      progress.say(JSON.stringify(row));
      rows.push(row);
    }
    return {
      ok: rows.every(({ ok }) => ok),
      figures: { outages: rows },
      charts: (when) => toOutageCharts(rows, when),
      summary: toTable(rows),
    };
  },
};
