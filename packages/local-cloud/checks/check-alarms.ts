// Alarms that could never fire or reach anybody stop the start: they watch a metric that nothing reports, or notify no
// topic of the stack.
import { toAlarmQuery, type WatchedMetric } from "../resources/alarm-query.ts";
import { ApiGatewayRestApi, ApiGatewayStage } from "../resources/api-gateway.ts";
import {
  CloudwatchLogMetricFilter,
  CloudwatchMetricAlarm,
  type MetricAlarmConfig,
} from "../resources/cloudwatch.ts";
import { LambdaFunction } from "../resources/lambda.ts";
import { SnsTopic } from "../resources/sns.ts";
import { SqsQueue } from "../resources/sqs.ts";
import type { Resource, Stack } from "../stack/resource-type.ts";
import { StackError } from "../stack/stack-error.ts";
import { hasDimensions, publishedMetrics } from "./published-metrics.ts";

type Reported = {
  readonly names: readonly string[];
  readonly dimensions: readonly (readonly string[])[];
};

/** What the stack has of the resources that a dimension of a measured metric names. */
const dimensionValues: Readonly<Record<string, (stack: Stack) => readonly (string | undefined)[]>> = {
  QueueName: (stack) => stack.of(SqsQueue).map(({ config }) => config.name),
  FunctionName: (stack) => stack.of(LambdaFunction).map(({ config }) => config.function_name),
  ApiName: (stack) => stack.of(ApiGatewayRestApi).map(({ config }) => config.name),
  Stage: (stack) => stack.of(ApiGatewayStage).map(({ config }) => config.stage_name),
};

/** Undefined for a namespace of which the local cloud measures nothing. */
const findMeasured = (namespace: string): Reported | undefined => {
  const found = publishedMetrics.find((each) => each.namespace === namespace && each.measured.length > 0);
  return found && { names: found.measured, dimensions: found.dimensions };
};

/** What the stack's metric filters report under the metric's name. */
const fromFilters = (stack: Stack, metric: WatchedMetric): Reported => {
  const transformations = stack
    .of(CloudwatchLogMetricFilter)
    .flatMap(({ config }) => config.metric_transformation)
    .filter(({ namespace, name }) => namespace === metric.namespace && name === metric.name);
  return { names: transformations.map(({ name }) => name), dimensions: [[]] };
};

const findMetricProblems = (stack: Stack, watched: WatchedMetric): readonly string[] => {
  const measured = findMeasured(watched.namespace);
  const { names, dimensions } = measured ?? fromFilters(stack, watched);
  const metric = `${watched.namespace} ${watched.name}`;
  if (!names.includes(watched.name)) {
    const known = measured === undefined ? "only what a metric filter of the stack makes" : names.join(", ");
    return [`nothing here produces the metric ${metric} (known: ${known})`];
  }
  const keys = Object.keys(watched.dimensions);
  if (!hasDimensions(dimensions, keys))
    return [`the metric ${metric} is not reported with the dimensions [${keys.join(", ")}]`];
  if (measured === undefined) return [];
  return Object.entries(watched.dimensions)
    .filter(([dimension, value]) => dimensionValues[dimension]?.(stack).includes(value) === false)
    .map(([dimension, value]) => `the stack has no ${dimension} ${value}`);
};

const findActionProblems = (alarm: MetricAlarmConfig, topics: ReadonlySet<unknown>): readonly string[] =>
  [...alarm.alarm_actions, ...alarm.ok_actions, ...alarm.insufficient_data_actions]
    .filter((action) => !topics.has(action))
    .map((action) => `the action ${action} is no topic of the stack, the only kind known here`);

const findDuplicateNames = (alarms: readonly Resource<MetricAlarmConfig>[]): readonly string[] =>
  [...Map.groupBy(alarms, ({ config }) => config.alarm_name)]
    .filter(([, all]) => all.length > 1)
    .map(
      ([name, all]) => `${all.map(({ address }) => address).join(", ")}: several alarms are called ${name}`,
    );

/** @throws StackError with a line for each problem, each naming its alarm */
export const checkAlarms = (stack: Stack): void => {
  const alarms = stack.of(CloudwatchMetricAlarm);
  const topics = new Set(stack.of(SnsTopic).map(({ attributes }) => attributes["arn"]));
  const problems = [
    ...alarms.flatMap(({ address, config }) =>
      [
        ...toAlarmQuery(config).metrics.flatMap((metric) => findMetricProblems(stack, metric)),
        ...findActionProblems(config, topics),
      ].map((problem) => `${address}: ${problem}`),
    ),
    ...findDuplicateNames(alarms),
  ];
  if (problems.length > 0) throw new StackError(problems);
};
