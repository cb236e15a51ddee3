// What GetMetricStatistics and GetMetricData share: how they name a metric and a statistic, and what they answer of it.
import { z } from "zod";
import type { MetricId } from "../metrics/metric-id.ts";
import type { Metrics } from "../metrics/metrics.ts";
import type { Samples } from "../metrics/statistic.ts";
import { listOf, wholeNumber } from "./input.ts";

export const Dimension = z.strictObject({ Name: z.string(), Value: z.string() });

export const Metric = z.strictObject({
  Namespace: z.string(),
  MetricName: z.string(),
  Dimensions: listOf(Dimension),
});

export const Period = wholeNumber(60, 86_400).refine(
  (seconds) => seconds % 60 === 0,
  "must be a multiple of 60",
);

const values = {
  SampleCount: ({ count }: Samples) => count,
  Average: ({ sum, count }: Samples) => sum / count,
  Sum: ({ sum }: Samples) => sum,
  Minimum: ({ min }: Samples) => min,
  Maximum: ({ max }: Samples) => max,
} as const;

export const Statistic = z.enum(["SampleCount", "Average", "Sum", "Minimum", "Maximum"]);

export const toValue = (samples: Samples, statistic: z.infer<typeof Statistic>): number =>
  values[statistic](samples);

/** Of the metrics that the services here publish; those of metric filters have none. */
export const unitOf = ({ namespace, name }: MetricId): string => {
  if (!namespace.startsWith("AWS/")) return "None";
  if (/^Duration$|Latency$/.test(name)) return "Milliseconds";
  return name.startsWith("ApproximateAge") ? "Seconds" : "Count";
};

type Reading = {
  readonly metric: z.infer<typeof Metric>;
  readonly StartTime: Date;
  readonly EndTime: Date;
  readonly Period: number;
  readonly Unit?: string | undefined;
};

/** Oldest first. Of another unit than the metric's there is nothing. */
export const readStatistics = (metrics: Pick<Metrics, "statistics">, reading: Reading) => {
  const { Namespace: namespace, MetricName: name, Dimensions } = reading.metric;
  const dimensions = Object.fromEntries(Dimensions.map(({ Name, Value }) => [Name, Value]));
  const metric = { namespace, name, dimensions };
  const unit = unitOf(metric);
  if ((reading.Unit ?? unit) !== unit) return { unit, points: [] };
  const points = metrics.statistics(metric, reading.StartTime, reading.EndTime, reading.Period);
  return { unit, points: points.toSorted((left, right) => left.at.getTime() - right.at.getTime()) };
};
