// `pnpm prove --noisy`: what one company's flood costs the others.
// One company posts so many messages (3,000) while every PutItem takes 400 ms, then twenty quiet companies post twenty each;
// twenty others have posted alone before, under the same latency. Fails when the 99th percentile of the quiet ones' waits
// is more than 1.5 times as long behind the flood, and when one of their messages is lost.
import { setTimeout as sleep } from "node:timers/promises";
import { toNoisyCharts } from "./measurement-charts.ts";
import type { Mode } from "./mode.ts";
import { inParallel } from "./system/in-parallel.ts";
import { quantile, waitOf, withSystem, type MeasuredSystem } from "./measured-system.ts";

const limit = 1.5;
const quietCompanies = 20;
/** More batches than there are executions: without a flood, too, they wait for each other. */
const messagesEach = 20;
const latencyMs = 400;
/** For all of a measurement: a message that has no record by then is lost. */
const patienceMs = 600_000;
/** Of requests at a time. */
const senders = 20;

/** Of each message, ms; NaN: it is not on record as processed. */
type Waits = readonly number[];

const measureQuiet = async (system: MeasuredSystem): Promise<Waits> => {
  const companies = Array.from({ length: quietCompanies }, system.newId);
  const messages = companies.flatMap((id) => Array.from({ length: messagesEach }, () => system.message(id)));
  await inParallel(messages, senders, system.post);
  const waits: number[] = [];
  const end = performance.now() + patienceMs;
  // One after the other: to ask for all at once would be a load of its own.
  for (const message of messages) {
    let record = await system.record(message);
    for (; record === undefined && performance.now() < end; record = await system.record(message))
      await sleep(250);
    waits.push(waitOf(record));
  }
  return waits;
};

/** `lost`: however short the others' waits are, it does not hold with one. */
export const judgeNoise = (messages: number, alone: Waits, behind: Waits) => {
  const toP99 = (waits: Waits): number =>
    quantile(
      waits.filter((wait) => !Number.isNaN(wait)),
      0.99,
    );
  const [alone_p99_ms, behind_p99_ms] = [toP99(alone), toP99(behind)];
  const lost = [...alone, ...behind].filter((wait) => Number.isNaN(wait)).length;
  const ratio = behind_p99_ms / alone_p99_ms;
  return { ok: lost === 0 && ratio <= limit, messages, alone_p99_ms, behind_p99_ms, ratio, limit, lost };
};

export const noisyMode: Mode = {
  flag: "noisy",
  description: "a flood of one company: how much longer the others wait behind it",
  run: async ({ messages = 3000, seed }, progress) =>
    withSystem({ seed, speed: 1 }, async (system) => {
      await system.setFaults({
        service: "dynamodb",
        operation: "PutItem",
        effect: { type: "latency", ms: latencyMs },
      });
      progress.show("the functions warm up");
      await measureQuiet(system);
      progress.show("quiet companies alone");
      const alone = await measureQuiet(system);
      const flooding = system.newId();
      const flood = Array.from({ length: messages }, () => system.message(flooding));
      progress.show(`${messages} messages of one company are posted`);
      await inParallel(flood, senders, system.post);
      progress.say(`after the flood: ${await system.backlog()}`);
      progress.show("quiet companies behind the flood");
      const behind = await measureQuiet(system);
      const { ok, ...figures } = judgeNoise(messages, alone, behind);
      const { alone_p99_ms, behind_p99_ms, ratio, lost } = figures;
      return {
        ok,
        figures,
        charts: (when) => toNoisyCharts(figures, when),
        summary: [
          `quiet companies alone: p99 ${alone_p99_ms} ms; behind ${messages} messages of another: p99 ${behind_p99_ms} ms`,
          `ratio ${ratio.toFixed(2)} (at most ${limit}), ${lost} lost`,
        ].join("\n"),
      };
    }),
};
