// GetMetricStatistics and ListMetrics.
import { z } from "zod";
import { ServiceError } from "../../../core/service.ts";
import { operation, type Operation } from "../../../endpoint/operation.ts";
import type { MetricHistory } from "../metrics/metric-history.ts";
import { Dimensions, Time, toPage, wholeNumber } from "./input.ts";

const GetMetricStatistics = z.strictObject({
  Namespace: z.string(),
  MetricName: z.string(),
  Dimensions,
  StartTime: Time,
  EndTime: Time,
  Period: wholeNumber(60, 86_400).refine((seconds) => seconds % 60 === 0, "must be a multiple of 60"),
  Statistics: z.array(z.enum(["SampleCount", "Average", "Sum", "Minimum", "Maximum"])).min(1),
});

const ListMetrics = z.strictObject({
  Namespace: z.string().optional(),
  MetricName: z.string().optional(),
  Dimensions: z.array(z.strictObject({ Name: z.string(), Value: z.string().optional() })).default([]),
  NextToken: z.string().optional(),
});

const toRecord = (dimensions: z.infer<typeof Dimensions>): Readonly<Record<string, string>> =>
  Object.fromEntries(dimensions.map(({ Name, Value }) => [Name, Value]));

export const makeMetricOperations = (history: MetricHistory): Readonly<Record<string, Operation>> => ({
  GetMetricStatistics: operation(
    GetMetricStatistics,
    () => "*",
    ({ Namespace, MetricName, StartTime, EndTime, Period, Statistics, ...input }) => {
      if (StartTime >= EndTime)
        throw new ServiceError("InvalidParameterValue", "The StartTime must be less than the EndTime.");
      const metric = { namespace: Namespace, name: MetricName, dimensions: toRecord(input.Dimensions) };
      const Datapoints = history.read(metric, StartTime, EndTime, Period).map(({ at, samples }) => {
        const { count, sum, min, max } = samples;
        const values = { SampleCount: count, Average: sum / count, Sum: sum, Minimum: min, Maximum: max };
        return {
          Timestamp: at,
          ...Object.fromEntries(Statistics.map((name) => [name, values[name]])),
          Unit: "None",
        };
      });
      return { Label: MetricName, Datapoints };
    },
  ),
  ListMetrics: operation(
    ListMetrics,
    () => "*",
    (input) => {
      const found = history
        .metrics()
        .filter(
          ({ namespace, name, dimensions }) =>
            (input.Namespace ?? namespace) === namespace &&
            (input.MetricName ?? name) === name &&
            input.Dimensions.every(
              ({ Name, Value }) =>
                Object.hasOwn(dimensions, Name) && (Value ?? dimensions[Name]) === dimensions[Name],
            ),
        )
        .map(({ namespace, name, dimensions }) => ({
          Namespace: namespace,
          MetricName: name,
          Dimensions: Object.entries(dimensions).map(([Name, Value]) => ({ Name, Value })),
        }));
      const { page, next } = toPage(found, 500, input.NextToken);
      return { Metrics: page, ...next };
    },
  ),
});
