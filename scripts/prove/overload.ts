// `pnpm prove --overload`: throttling of one company's writes dead-letters nothing and keeps no other company waiting twice as long.
// The writes of one company with so many messages (2,000) are throttled with a probability; 20 others send 30 each meanwhile. The same load without throttling is what "undisturbed" means.
import { setTimeout as sleep } from "node:timers/promises";
import { InvalidArgumentError, Option } from "commander";
import { toOverloadCharts } from "./measurement-charts.ts";
import type { Mode } from "./mode.ts";
import { inParallel } from "./system/in-parallel.ts";
import { rateOption } from "./rate-option.ts";
import { toTable } from "./to-table.ts";
import { quantile, waitOf, withSystem, type MeasuredSystem, type Sent } from "./measured-system.ts";

const speed = 60;
const patienceSeconds = 600;

/**
 * Messages of the one company a second. With 90 % of their writes throttled, each costs the machine as much as six do
 * otherwise: at some 60 two cores have nothing left, and the others wait for the machine, which AWS's services do not share.
 */
const usualRate = 30;

/** How many times as long the others may wait. */
const limit = 2;

/** Some at a time, each not before its turn. */
const flood = async (system: MeasuredSystem, messages: readonly Sent[], rate: number): Promise<void> => {
  const start = performance.now();
  await inParallel([...messages.entries()], 16, async ([index, message]) => {
    const dueMs = (index * 1000) / rate - (performance.now() - start);
    if (dueMs > 0) await sleep(dueMs);
    await system.post(message);
  });
};

const throttle = (company: string, probability: number): object => ({
  service: "dynamodb",
  operation: "PutItem",
  match: company,
  probability,
  effect: { type: "error", code: "ThrottlingException", status: 400 },
});

type Load = { readonly count: number; readonly rate: number; readonly probability: number };

const measure = async (system: MeasuredSystem, { count, rate, probability }: Load) => {
  const busy = system.newId();
  const many = Array.from({ length: count }, () => system.message(busy));
  const quiet = Array.from({ length: 20 }, () => system.newId());
  const others = Array.from({ length: 600 }, (_, index): Sent => system.message(quiet[index % 20] ?? busy));
  // The first messages wait for processes to start and code to be compiled, which has nothing to do with what is measured.
  const warming = system.newId();
  await system.setFaults(throttle(warming, 0.5));
  const first = Array.from({ length: 1000 }, () => system.message(warming));
  await inParallel(first, 32, system.post);
  await system.untilIdle(patienceSeconds);
  const warmedUpAt = system.lines.length;
  await system.setFaults(throttle(busy, probability));
  const start = performance.now();
  const flooding = flood(system, many, rate);
  // Spread over a flood that has a pace.
  const pauseMs = Math.max(20, (count * 1000) / rate / others.length);
  for (const message of others) {
    await system.post(message);
    await sleep(pauseMs);
  }
  await flooding;
  const isIdle = await system.untilIdle(patienceSeconds);
  const seconds = (performance.now() - start) / 1000;
  const records = await system.records([...many, ...others]);
  const waits = records.slice(many.length).map(waitOf);
  const processed = records.filter((record) => record?.["status"] === "Processed").length;
  const dead = await system.deadLetters();
  return {
    probability,
    sent: records.length,
    processed,
    dead_letters: dead,
    postponed: system.lines.slice(warmedUpAt).filter(({ message }) => message === "message postponed").length,
    others_p50_ms: quantile(waits, 0.5),
    others_p99_ms: quantile(waits, 0.99),
    seconds: isIdle ? Math.round(seconds) : undefined,
    ok: isIdle && processed === records.length && dead === 0,
  };
};

type Measured = {
  readonly probability: number;
  readonly others_p99_ms: number;
  /** Whether all is on record and nothing dead-lettered. */
  readonly ok: boolean;
};

/** How many times as long as undisturbed, which the first row is, the others wait. */
export const judgeOverloads = <T extends Measured>(rows: readonly T[]) => {
  const undisturbed = rows[0]?.others_p99_ms ?? 0;
  return rows.map(({ ok, ...row }) => {
    const ratio = row.others_p99_ms / undisturbed;
    return { ...row, ratio, ok: ok && ratio <= limit };
  });
};

const toProbability = (text: string, before: readonly number[] = []): readonly number[] => {
  const probability = Number(text);
  if (!(text.trim() !== "" && probability >= 0 && probability <= 1))
    throw new InvalidArgumentError("Expected a number from 0 to 1.");
  return [...before, probability];
};

export const overloadMode: Mode = {
  flag: "overload",
  description: "throttled writes of one company: nothing is dead-lettered, and how long the others wait",
  options: [
    new Option(
      "--probability <p>",
      "with --overload: that a write is throttled; may be repeated (0.5, 0.75, 0.9); 0 is measured always",
    ).argParser(toProbability),
    rateOption,
  ],
  run: async (
    { messages = 2000, rate = usualRate, seed, probability: chosen = [0.5, 0.75, 0.9] },
    progress,
  ) => {
    const measured: Awaited<ReturnType<typeof measure>>[] = [];
    // Undisturbed, by which the others' waits are judged, always.
    for (const probability of new Set([0, ...chosen])) {
      progress.show(`throttled with a probability of ${probability}`);
      const row = await withSystem({ seed, speed }, async (system) =>
        measure(system, { count: messages, rate, probability }),
      );
      progress.say(JSON.stringify(row));
      measured.push(row);
    }
    const rows = judgeOverloads(measured);
    return {
      ok: rows.every(({ ok }) => ok),
      figures: { rate, limit, overloads: rows },
      charts: (when) => toOverloadCharts(rows, when),
      summary: toTable(rows.map(({ ratio, ...row }) => ({ ...row, ratio: ratio.toFixed(2) }))),
    };
  },
};
