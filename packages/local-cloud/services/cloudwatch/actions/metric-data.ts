// GetMetricData, without expressions. Everything that is kept fits one answer.
import { z } from "zod";
import { ServiceError } from "../../../core/service.ts";
import { operation } from "../../../endpoint/operation.ts";
import type { Metrics } from "../metrics/metrics.ts";
import { Time } from "./input.ts";
import { Metric, Period, readStatistics, Statistic, toValue } from "./statistics.ts";

const MetricDataQuery = z.strictObject({
  Id: z.string().regex(/^[a-z]\w{0,254}$/, "begins with a small letter, and has letters, digits and _ only"),
  Label: z.string().optional(),
  MetricStat: z.strictObject({ Metric, Period, Stat: Statistic, Unit: z.string().optional() }),
  ReturnData: z.union([z.boolean(), z.stringbool()]).default(true),
});

const GetMetricData = z.strictObject({
  MetricDataQueries: z
    .array(MetricDataQuery)
    .min(1)
    .max(500)
    .refine((all) => new Set(all.map(({ Id }) => Id)).size === all.length, "each Id must be another"),
  StartTime: Time,
  EndTime: Time,
  ScanBy: z.enum(["TimestampDescending", "TimestampAscending"]).default("TimestampDescending"),
});

type Input = z.infer<typeof GetMetricData>;

const toResult = (
  metrics: Pick<Metrics, "statistics">,
  { Id, Label, MetricStat }: Input["MetricDataQueries"][number],
  { StartTime, EndTime, ScanBy }: Input,
) => {
  const { Metric: metric, Stat, ...rest } = MetricStat;
  const { points } = readStatistics(metrics, { metric, StartTime, EndTime, ...rest });
  const ordered = ScanBy === "TimestampAscending" ? points : points.toReversed();
  return {
    Id,
    Label: Label ?? metric.MetricName,
    Timestamps: ordered.map(({ at }) => at),
    Values: ordered.map(({ samples }) => toValue(samples, Stat)),
    StatusCode: "Complete",
  };
};

export const getMetricData = (metrics: Pick<Metrics, "statistics">) =>
  operation(
    GetMetricData,
    () => "*",
    (input) => {
      if (input.StartTime >= input.EndTime)
        throw new ServiceError(
          "ValidationError",
          "The parameter StartTime must be less than the parameter EndTime.",
        );
      const returned = input.MetricDataQueries.filter(({ ReturnData }) => ReturnData);
      return { MetricDataResults: returned.map((query) => toResult(metrics, query, input)), Messages: [] };
    },
  );
