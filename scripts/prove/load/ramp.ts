// `pnpm prove --load`: a rate that rises until the system no longer follows.
import { setTimeout as sleep } from "node:timers/promises";
import { quantile } from "../measured-system.ts";
import type { Progress } from "../progress.ts";
import type { RunningSystem } from "../system/running-system.ts";
import type { Answer } from "./answer.ts";
import type { EndedMessage, EndedMessages } from "./ended-messages.ts";
import { postAtRate } from "./post.ts";
import { makeSampler, sampleDuring, type Sample } from "./sample.ts";
import { isSustained, type Step } from "./saturation.ts";

const rates = [25, 50, 75, 100, 150, 200, 250, 300, 400, 500, 600, 800, 1200, 1600, 2400];
const stepSeconds = 15;
/** So many more are tried after the first one that is not sustained. */
const beyond = 1;
const patienceMs = 180_000;

/** Until nothing is queued; rejects when that takes too long. */
export const untilIdle = async (system: RunningSystem): Promise<void> => {
  const end = performance.now() + patienceMs;
  while (performance.now() < end) {
    const { visible, in_flight, delayed } = await system.workQueue();
    if (visible + in_flight + delayed === 0) return;
    await sleep(200);
  }
  throw new Error("the queue does not drain");
};

const most = (values: readonly number[]): number => Math.max(0, ...values);

/** Cores that were busy, on average over the posts. */
const toCores = (samples: readonly Sample[], part: "main" | "functions"): number | undefined => {
  const [first, last] = [samples[0], samples.at(-1)];
  const [before, after] = [first?.[part], last?.[part]];
  if (first === undefined || last === undefined || before === undefined || after === undefined)
    return undefined;
  return (after.cpuSeconds - before.cpuSeconds) / ((last.at - first.at) / 1000);
};

const round = (value: number, digits = 0): number => Number(value.toFixed(digits));

const toUse = (samples: readonly Sample[]) => {
  const [main, functions] = [toCores(samples, "main"), toCores(samples, "functions")];
  return main === undefined || functions === undefined
    ? {}
    : {
        main_mib: round(most(samples.map((sample) => sample.main?.mib ?? 0))),
        functions_mib: round(most(samples.map((sample) => sample.functions?.mib ?? 0))),
        main_cores: round(main, 2),
        functions_cores: round(functions, 2),
      };
};

/** Of those that were accepted and are on record. */
export const toEnded = (answers: readonly Answer[], ended: EndedMessages): readonly EndedMessage[] =>
  answers.flatMap(([status, requestId]) =>
    status === 202 && requestId !== null ? (ended.take(requestId) ?? []) : [],
  );

type Stage = {
  readonly system: RunningSystem;
  readonly ended: EndedMessages;
  readonly sample: () => Promise<Sample>;
};

const runStep = async ({ system, ended, sample }: Stage, rate: number): Promise<Step> => {
  const start = Date.now();
  const posting = postAtRate({ apiUrl: system.outputs.api_url, rate, seconds: stepSeconds });
  const { result: answers, samples } = await sampleDuring(posting, 1000, sample);
  const depth = samples.at(-1)?.depth ?? 0;
  await untilIdle(system);
  const recorded = toEnded(answers, ended);
  const accepted = answers.filter(([status]) => status === 202);
  const count = (wanted: number): number => answers.filter(([status]) => status === wanted).length;
  const secondsUntil = (at: number): number => Math.max(stepSeconds, (at - start) / 1000);
  const waits = recorded.map(({ ms }) => ms);
  return {
    rate,
    accepted_per_second: round(accepted.length / secondsUntil(most(accepted.map(([, , at]) => at))), 1),
    processed_per_second: round(recorded.length / secondsUntil(most(recorded.map(({ at }) => at))), 1),
    refused_429: count(429),
    refused_503: count(503),
    failed: answers.length - accepted.length - count(429) - count(503),
    p50_ms: quantile(waits, 0.5),
    p95_ms: quantile(waits, 0.95),
    p99_ms: quantile(waits, 0.99),
    post_p99_ms: quantile(
      answers.map(([, , , waitedMs]) => waitedMs),
      0.99,
    ),
    queue_depth_max: most(samples.map((each) => each.depth)),
    queue_depth_at_the_end: depth,
    queue_age_max_seconds: round(most(samples.map((each) => each.age_seconds)), 1),
    ...toUse(samples),
  };
};

export const ramp = async (
  system: RunningSystem,
  ended: EndedMessages,
  progress: Progress,
): Promise<readonly Step[]> => {
  const stage = { system, ended, sample: makeSampler(system) };
  progress.show("the functions warm up");
  await runStep(stage, 50);
  const steps: Step[] = [];
  for (const rate of rates) {
    progress.show(`${rate} messages a second`);
    const once = await runStep(stage, rate);
    // What else the machine does may hold a step back: it has a second chance.
    const step = isSustained(once) ? once : await runStep(stage, rate);
    steps.push(step);
    progress.say(
      `${rate}/s: ${step.accepted_per_second} accepted/s, p99 ${step.p99_ms} ms, ${step.queue_depth_max} waiting at most`,
    );
    if (steps.filter((each) => !isSustained(each)).length > beyond) break;
  }
  return steps;
};
