// `pnpm prove --load --soak MINUTES`: the same moderate rate all the time, on a system that keeps its data in files.
import { quantile } from "../measured-system.ts";
import type { Progress } from "../progress.ts";
import type { RunningSystem } from "../system/running-system.ts";
import type { Answer } from "./answer.ts";
import type { EndedMessage, EndedMessages } from "./ended-messages.ts";
import {
  findGrowing,
  findUnmeasured,
  functionLimit,
  toFunctionMib,
  toGrowth,
  type Growth,
} from "./growth.ts";
import { openLiveHeap, type LiveHeap } from "./live-heap.ts";
import { postAtRate } from "./post.ts";
import { toEnded, untilIdle } from "./ramp.ts";
import { makeSampler, sampleDuring, type Sample } from "./sample.ts";

export type Minute = {
  /** Since the start. */
  readonly minute: number;
  readonly p50_ms: number;
  readonly p95_ms: number;
  readonly p99_ms: number;
};

export type Soak = {
  readonly minutes: number;
  readonly rate: number;
  readonly accepted: number;
  readonly processed: number;
  readonly not_accepted: number;
  readonly dead_letters: number;
  readonly p50_ms: number;
  readonly p99_ms: number;
  /** A minute. */
  readonly growth: Growth;
  /** Of the function's process that has most, as its limit counts it; undefined: it was not measured. */
  readonly function_mib: number | undefined;
  /** Names of figures whose growth is not known: the verdict is without them. */
  readonly not_measured: readonly string[];
  /** What is wrong, in sentences; empty: nothing. */
  readonly failures: readonly string[];
  readonly latencies: readonly Minute[];
  readonly samples: readonly Sample[];
};

const sampleMs = 5000;
/** Every so many samples: a collection stops the process for a moment. */
const samplesPerHeap = 12;

const makeSoakSampler = (system: RunningSystem, heap: LiveHeap) => {
  const sample = makeSampler(system);
  let count = 0;
  return async (): Promise<Sample> => {
    const isDue = count % samplesPerHeap === 0;
    count += 1;
    const taken = await sample();
    return isDue ? { ...taken, main_heap_mib: await heap.mib() } : taken;
  };
};

/** What it takes; nothing where that cannot be read. */
const toUse = ({ main }: Sample): string =>
  main === undefined ? "" : `main process ${main.mib.toFixed(0)} MiB and ${main.handles} handles, `;

/** Whole minutes. */
const toMinutes = (ended: readonly EndedMessage[], start: number, minutes: number): readonly Minute[] => {
  const byMinute = Map.groupBy(ended, ({ at }) => Math.floor((at - start) / 60_000));
  return Array.from({ length: Math.floor(minutes) }, (_, minute) => {
    const ms = (byMinute.get(minute) ?? []).map((message) => message.ms);
    return { minute, p50_ms: quantile(ms, 0.5), p95_ms: quantile(ms, 0.95), p99_ms: quantile(ms, 0.99) };
  });
};

/**
 * Starts every execution there can be, whose processes and connections stay, and half fills the log that the local cloud
 * keeps, which is full before growth counts: neither then looks like a leak.
 */
const burst = { rate: 300, seconds: 35 };

const isAccepted = ([status]: Answer): boolean => status === 202;

/** A sentence for what was not accepted, and one for what was and is not on record. */
export const findLost = (what: string, answers: readonly Answer[], recorded: number): readonly string[] => {
  const refused = answers.filter((answer) => !isAccepted(answer));
  const accepted = answers.length - refused.length;
  const statuses = [...new Set(refused.map(([status]) => (status === 0 ? "no answer" : `${status}`)))];
  return [
    ...(refused.length === 0
      ? []
      : [`${refused.length} of ${answers.length} ${what} were not accepted: ${statuses.join(", ")}`]),
    ...(recorded === accepted
      ? []
      : [`${accepted - recorded} of ${accepted} accepted ${what} have no record`]),
  ];
};

export type SoakOptions = {
  readonly system: RunningSystem;
  readonly ended: EndedMessages;
  readonly minutes: number;
  readonly rate: number;
};

export const soak = async (
  { system, ended, minutes, rate }: SoakOptions,
  { show }: Progress,
): Promise<Soak> => {
  const inspector = system.inspectorUrl();
  if (inspector === undefined) throw new Error("the main process has no inspector");
  const heap = await openLiveHeap(inspector);
  show("a burst starts every execution");
  const first = await postAtRate({ apiUrl: system.outputs.api_url, ...burst });
  await untilIdle(system);
  const firstRecorded = toEnded(first, ended).length;
  const start = Date.now();
  const posting = postAtRate({ apiUrl: system.outputs.api_url, rate, seconds: minutes * 60 });
  const { result: answers, samples } = await sampleDuring(
    posting,
    sampleMs,
    makeSoakSampler(system, heap),
    (sample) =>
      show(
        `${((sample.at - start) / 60_000).toFixed(1)} of ${minutes} minutes: ${toUse(sample)}${sample.depth} messages wait`,
      ),
  );
  heap.close();
  await untilIdle(system);
  const recorded = toEnded(answers, ended);
  const accepted = answers.filter(isAccepted).length;
  const dead = (await system.deadLetterQueue()).visible;
  const growth = toGrowth(samples);
  const functionMib = toFunctionMib(samples);
  const waits = recorded.map(({ ms }) => ms);
  return {
    minutes,
    rate,
    accepted,
    processed: recorded.length,
    not_accepted: answers.length - accepted,
    dead_letters: dead,
    p50_ms: quantile(waits, 0.5),
    p99_ms: quantile(waits, 0.99),
    growth,
    function_mib: functionMib,
    not_measured: findUnmeasured(growth),
    failures: [
      ...findGrowing(growth),
      ...(functionMib !== undefined && functionMib > functionLimit
        ? [`a function's process keeps ${functionMib} MiB, more than ${functionLimit}`]
        : []),
      ...findLost("messages", answers, recorded.length),
      ...findLost("messages of the first burst", first, firstRecorded),
      ...(dead > 0 ? [`${dead} dead letters`] : []),
    ],
    latencies: toMinutes(recorded, start, minutes),
    samples,
  };
};
