// `pnpm prove --load`: how much the local system takes, and with `--soak` whether it stays the same for long.
import { availableParallelism } from "node:os";
import { join } from "node:path";
import { InvalidArgumentError, Option } from "commander";
import { synthesise } from "../../synthesise.ts";
import type { Mode, Outcome } from "../mode.ts";
import type { Progress } from "../progress.ts";
import { rateOption } from "../rate-option.ts";
import { startRunningSystem, type RunningSystem } from "../system/running-system.ts";
import { makeTemporaryFolder } from "../system/temporary-folder.ts";
import { toTable } from "../to-table.ts";
import { toLoadCharts, toSoakCharts } from "./charts.ts";
import { makeEndedMessages, type EndedMessages } from "./ended-messages.ts";
import { functionLimit, growthFigures, growthLimits, growthNames } from "./growth.ts";
import { ramp } from "./ramp.ts";
import { findSaturation, type Step } from "./saturation.ts";
import { soak } from "./soak.ts";

const usualRate = 20;

/** In less, growth cannot be told from chance. */
const shortest = 5;

type Measure = (system: RunningSystem, ended: EndedMessages) => Promise<Outcome>;

const withLoadedSystem = async (isKept: boolean, measure: Measure): Promise<Outcome> => {
  const folder = makeTemporaryFolder("load");
  const ended = makeEndedMessages();
  const system = await startRunningSystem({
    stackFile: await synthesise("local"),
    speed: 1,
    onLine: ended.read,
    ...(isKept ? { dataDirectory: join(folder.path, "data"), isInspected: true } : {}),
  });
  try {
    return await measure(system, ended);
  } finally {
    await system.stop();
    folder.remove();
  }
};

const toRow = (step: Step) => ({
  rate: step.rate,
  accepted: step.accepted_per_second,
  recorded: step.processed_per_second,
  refused_429: step.refused_429,
  refused_503: step.refused_503,
  failed: step.failed,
  p50_ms: step.p50_ms,
  p95_ms: step.p95_ms,
  p99_ms: step.p99_ms,
  waiting: step.queue_depth_max,
  age_s: step.queue_age_max_seconds,
  main_MiB: step.main_mib,
  functions_MiB: step.functions_mib,
  main_cores: step.main_cores,
  functions_cores: step.functions_cores,
});

const runRamp = async (progress: Progress): Promise<Outcome> =>
  withLoadedSystem(false, async (system, ended) => {
    const steps = await ramp(system, ended, progress);
    const saturation = findSaturation(steps, availableParallelism());
    const { sustained, saturated_at: at, binds } = saturation;
    return {
      ok: sustained > 0,
      figures: { ...saturation, steps },
      charts: (when) => toLoadCharts(steps, saturation, when),
      summary: [
        toTable(steps.map(toRow)),
        "",
        `${sustained} messages a second are followed${at === undefined ? "" : `, ${at} are not`}. What binds: ${binds}.`,
      ].join("\n"),
    };
  });

const runSoak = async (minutes: number, rate: number, progress: Progress): Promise<Outcome> =>
  withLoadedSystem(true, async (system, ended) => {
    const { failures, ...figures } = await soak({ system, ended, minutes, rate }, progress);
    const { growth, function_mib: functionMib, not_measured: unmeasured } = figures;
    const rows = growthFigures.map((name) => ({
      a_minute: growthNames[name],
      grows: growth[name],
      at_most: growthLimits[name],
    }));
    return {
      ok: failures.length === 0,
      figures: { ...figures, growth_limits: { ...growthLimits, function_mib: functionLimit }, failures },
      charts: (when) => toSoakCharts({ ...figures, failures }, when),
      summary: [
        toTable(rows),
        "",
        ...(functionMib === undefined ? [] : [`A function's process keeps ${functionMib} MiB at most.`]),
        ...failures.map((failure) => `✖ ${failure}`),
        ...(unmeasured.length === 0
          ? []
          : [`Not measured: ${unmeasured.join("; ")}. They are read from /proc, which Linux alone has.`]),
        `${figures.processed} of ${figures.accepted} accepted messages are on record; p50 ${figures.p50_ms} ms, p99 ${figures.p99_ms} ms`,
      ].join("\n"),
    };
  });

const toMinutes = (text: string): number => {
  const minutes = Number(text);
  if (!(Number.isFinite(minutes) && minutes >= shortest))
    throw new InvalidArgumentError(`Expected minutes, ${shortest} or more.`);
  return minutes;
};

export const loadMode: Mode = {
  flag: "load",
  description: "a rising rate of posts until the local system saturates; with --soak a steady one for long",
  takes: [],
  options: [
    new Option(
      "--soak <minutes>",
      "with --load: so long at one rate; fails when memory or handles grow",
    ).argParser(toMinutes),
    rateOption,
  ],
  needs: { rate: "soak" },
  run: async ({ soak: minutes, rate }, progress) =>
    minutes === undefined ? runRamp(progress) : runSoak(minutes, rate ?? usualRate, progress),
};
