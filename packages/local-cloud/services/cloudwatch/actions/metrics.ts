// GetMetricStatistics and ListMetrics.
import { z } from "zod";
import { ServiceError } from "../../../core/service.ts";
import { operation, type Operation } from "../../../endpoint/operation.ts";
import { toPage } from "../../../endpoint/paging.ts";
import type { Metrics } from "../metrics/metrics.ts";
import { listOf, NextToken, Time, wholeNumber } from "./input.ts";

const Dimension = z.strictObject({ Name: z.string(), Value: z.string() });

const GetMetricStatistics = z.strictObject({
  Namespace: z.string(),
  MetricName: z.string(),
  Dimensions: listOf(Dimension),
  StartTime: Time,
  EndTime: Time,
  Period: wholeNumber(60, 86_400).refine((seconds) => seconds % 60 === 0, "must be a multiple of 60"),
  Statistics: z.array(z.enum(["SampleCount", "Average", "Sum", "Minimum", "Maximum"])).min(1),
});

/** Of one answer. */
const mostDatapoints = 1440;

const checkRange = ({ StartTime, EndTime, Period }: z.infer<typeof GetMetricStatistics>): void => {
  if (StartTime >= EndTime)
    throw new ServiceError(
      "InvalidParameterValue",
      "The parameter StartTime must be less than the parameter EndTime.",
    );
  const datapoints = Math.ceil((EndTime.getTime() - StartTime.getTime()) / (Period * 1000));
  if (datapoints > mostDatapoints)
    throw new ServiceError(
      "InvalidParameterCombination",
      `You have requested up to ${datapoints} datapoints, which exceeds the limit of ${mostDatapoints}. You may reduce the datapoints requested by increasing Period, or decreasing the time range.`,
    );
};

const ListMetrics = z.strictObject({
  Namespace: z.string().optional(),
  MetricName: z.string().optional(),
  Dimensions: listOf(Dimension.partial({ Value: true })),
  NextToken,
});

const toRecord = (dimensions: readonly z.infer<typeof Dimension>[]): Readonly<Record<string, string>> =>
  Object.fromEntries(dimensions.map(({ Name, Value }) => [Name, Value]));

export const makeMetricOperations = (
  metrics: Pick<Metrics, "statistics" | "measured">,
): Readonly<Record<string, Operation>> => ({
  GetMetricStatistics: operation(
    GetMetricStatistics,
    () => "*",
    (input) => {
      const { Namespace, MetricName, StartTime, EndTime, Period, Statistics } = input;
      checkRange(input);
      const metric = { namespace: Namespace, name: MetricName, dimensions: toRecord(input.Dimensions) };
      const Datapoints = metrics.statistics(metric, StartTime, EndTime, Period).map(({ at, samples }) => {
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
      const found = metrics
        .measured()
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
      return { Metrics: page, NextToken: next };
    },
  ),
});
