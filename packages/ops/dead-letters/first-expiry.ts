// When the first dead letter is deleted.
import type { QueueDepth } from "../queue-depth.ts";
import type { Target } from "../target/target.ts";
import { lookAtLetters } from "./look.ts";

const firstSent = async (target: Target): Promise<number | undefined> =>
  lookAtLetters(target, async ({ pages }) => {
    let first: number | undefined;
    for await (const letters of pages())
      first = Math.min(first ?? Infinity, ...letters.map(({ sentAt }) => sentAt.getTime()));
    return first;
  });

/**
 * On AWS from the metric, which counts from when the letter was dead-lettered, minutes after its arrival: this is asked
 * often, and SQS leaves a letter that was looked at three times out of the age that two alarms watch. Unknown where there
 * is no metric. On this machine, where the metric follows a faster clock, the letters themselves are looked at.
 *
 * @param ageSeconds of the oldest letter, by the metric
 * @param at epoch milliseconds, as is the result
 */
export const readFirstExpiry = async (
  target: Target,
  { visible, inFlight, retentionSeconds }: QueueDepth,
  ageSeconds: number | undefined,
  at: number,
): Promise<number | undefined> => {
  if (visible + inFlight === 0) return undefined;
  const ofMetric = ageSeconds === undefined ? undefined : at - ageSeconds * 1000;
  const first = target.isLocal ? await firstSent(target) : ofMetric;
  return first === undefined ? undefined : first + retentionSeconds * 1000;
};
