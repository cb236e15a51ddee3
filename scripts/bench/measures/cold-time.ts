// Cold starts as time: at full speed, and with the share of a core that an invocation gets.
import { isNothing, type Case } from "./cases.ts";
import { figures } from "../figures.ts";
import { coreShare } from "../function/core-share.ts";
import { invoke } from "../function/invoke.ts";
import type { BenchContext } from "../measure.ts";
import type { Samples } from "../sample.ts";
import { shuffled } from "../statistics.ts";

const measureFull = async ({ task, subject }: Case, samples: Samples): Promise<void> => {
  const { init, first } = await invoke(subject, task);
  samples.add(task.name, subject.name, {
    [figures.wall]: init.wall + first.wall,
    [figures.processor]: init.cpu + first.cpu,
    [figures.weighedProcessor]: init.cpu + first.cpu / coreShare,
  });
};

const measureShare = async ({ task, subject }: Case, samples: Samples, quotaFile: string): Promise<void> => {
  const { init, first } = await invoke(subject, task, { quotaFile });
  samples.add(task.name, subject.name, {
    [figures.throttled]: init.wall + first.wall,
    [figures.throttledInit]: init.wall,
  });
};

/** On a machine that is busy anyway, the share of a core is better calculated than measured: so it is calculated in any case. */
export const measureTime = async (
  cases: readonly Case[],
  samples: Samples,
  { rounds, progress }: BenchContext,
  quotaFile: string | undefined,
): Promise<void> => {
  for (let round = 1; round <= rounds; round += 1)
    for (const each of shuffled(cases.filter((other) => !isNothing(other)))) {
      progress.show(`cold, round ${round} of ${rounds}: ${each.task.name}, ${each.subject.name}`);
      await measureFull(each, samples);
      if (quotaFile !== undefined) await measureShare(each, samples, quotaFile);
    }
};
