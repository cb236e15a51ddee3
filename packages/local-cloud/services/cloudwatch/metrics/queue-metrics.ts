// The gauges of AWS/SQS, read off the queues.
import type { QueueDepth } from "../../../core/state.ts";
import type { MetricId } from "./metric-id.ts";

type Reading = { readonly metric: MetricId; readonly value: number };

const values = {
  ApproximateNumberOfMessagesVisible: ({ visible }: QueueDepth) => visible,
  ApproximateNumberOfMessagesNotVisible: ({ in_flight }: QueueDepth) => in_flight,
  ApproximateNumberOfMessagesDelayed: ({ delayed }: QueueDepth) => delayed,
  ApproximateNumberOfNoisyGroups: ({ noisy_groups }: QueueDepth) => noisy_groups,
  ApproximateNumberOfMessagesVisibleInQuietGroups: ({ quiet_groups }: QueueDepth) => quiet_groups.visible,
  ApproximateNumberOfMessagesNotVisibleInQuietGroups: ({ quiet_groups }: QueueDepth) =>
    quiet_groups.in_flight,
  ApproximateNumberOfMessagesDelayedInQuietGroups: ({ quiet_groups }: QueueDepth) => quiet_groups.delayed,
} as const;

/**
 * Seconds of AWS time: with speed 10, a message that has waited for six real seconds is a minute old. So an alarm
 * on it fires as many periods after the message came as on AWS.
 */
const toAge = (
  { oldest_sent_at: oldest }: Pick<QueueDepth, "oldest_sent_at">,
  now: Date,
  speed: number,
): number =>
  oldest === null ? 0 : Math.max(0, Math.floor(((now.getTime() - oldest.getTime()) / 1000) * speed));

/** AWS stops reporting on a queue that lay idle for six hours; here the gauges go on. */
export const readQueues = (depths: readonly QueueDepth[], now: Date, speed: number): readonly Reading[] =>
  depths.flatMap((depth) => {
    const toReading = (name: string, value: number): Reading => ({
      metric: { namespace: "AWS/SQS", name, dimensions: { QueueName: depth.name } },
      value,
    });
    return [
      ...Object.entries(values).map(([name, read]) => toReading(name, read(depth))),
      toReading("ApproximateAgeOfOldestMessage", toAge(depth, now, speed)),
      toReading("ApproximateAgeOfOldestMessageInQuietGroups", toAge(depth.quiet_groups, now, speed)),
    ];
  });
