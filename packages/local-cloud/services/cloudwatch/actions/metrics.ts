// GetMetricStatistics and ListMetrics.
import { z } from "zod";
import { ServiceError } from "../../../core/service.ts";
import { operation, type Operation } from "../../../endpoint/operation.ts";
import { toPage } from "../../../endpoint/paging.ts";
import type { Metrics } from "../metrics/metrics.ts";
import { listOf, NextToken, Time } from "./input.ts";
import { Dimension, Metric, Period, readStatistics, Statistic, toValue } from "./statistics.ts";

const GetMetricStatistics = Metric.extend({
  StartTime: Time,
  EndTime: Time,
  Period,
  Statistics: z.array(Statistic).min(1),
  Unit: z.string().optional(),
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

export const makeMetricOperations = (
  metrics: Pick<Metrics, "statistics" | "measured">,
): Readonly<Record<string, Operation>> => ({
  GetMetricStatistics: operation(
    GetMetricStatistics,
    () => "*",
    (input) => {
      checkRange(input);
      const { Namespace, MetricName, Dimensions, Statistics } = input;
      const { unit, points } = readStatistics(metrics, {
        ...input,
        metric: { Namespace, MetricName, Dimensions },
      });
      const Datapoints = points.map(({ at, samples }) => ({
        Timestamp: at,
        ...Object.fromEntries(Statistics.map((name) => [name, toValue(samples, name)])),
        Unit: unit,
      }));
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
