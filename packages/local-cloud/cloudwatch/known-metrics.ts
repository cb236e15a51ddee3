// Which metrics exist here. An alarm on any other would never go off, so it stops the start.
import type { Stack } from "../terraform/resource-type.ts";
import type { MetricId } from "./metrics.ts";
import { queueMetricNames } from "./queue-metrics.ts";
import { CloudwatchLogMetricFilter, type MetricAlarmConfig } from "./resources.ts";

export type Family = {
  readonly names: readonly string[];
  readonly dimensions: readonly (readonly string[])[];
};

const families: Readonly<Record<string, Family>> = {
  "AWS/SQS": { names: queueMetricNames, dimensions: [["QueueName"]] },
  "AWS/Lambda": {
    names: ["Invocations", "Errors", "Throttles", "Duration", "ConcurrentExecutions"],
    dimensions: [["FunctionName"]],
  },
  "AWS/ApiGateway": {
    names: ["Count", "4XXError", "5XXError", "Latency", "IntegrationLatency"],
    dimensions: [["ApiName"], ["ApiName", "Stage"]],
  },
};

/** What the stack's metric filters make of it. */
export const stackFamily = (stack: Stack, metric: MetricId): Family => {
  const transformations = stack
    .of(CloudwatchLogMetricFilter)
    .flatMap(({ config }) => config.metric_transformation)
    .filter(({ namespace, name }) => namespace === metric.namespace && name === metric.name);
  return {
    names: transformations.map(({ name }) => name),
    dimensions: transformations.map(({ dimensions }) => Object.keys(dimensions)),
  };
};

const isSameSet = (left: readonly string[], right: readonly string[]): boolean =>
  left.length === right.length && left.every((name) => right.includes(name));

/** Undefined when the family has the metric; `isAws` tells whether the family is a service's own. */
export const findProblemWith = (
  { namespace, name, dimensions }: MetricId,
  family: Family,
  isAws: boolean,
): string | undefined => {
  if (!family.names.includes(name)) {
    const names = isAws ? family.names.join(", ") : "only what a metric filter of the stack makes";
    return `nothing here produces the metric ${namespace} ${name} (known: ${names})`;
  }
  const keys = Object.keys(dimensions);
  return family.dimensions.some((known) => isSameSet(known, keys))
    ? undefined
    : `the metric ${namespace} ${name} is not reported with the dimensions [${keys.join(", ")}]`;
};

/** What is wrong with the metric the alarm watches; undefined when it exists. */
export const findMetricProblem = (
  stack: Stack,
  alarm: MetricAlarmConfig,
  queues: readonly string[],
): string | undefined => {
  const { namespace, metric_name: name, dimensions } = alarm;
  const metric = { namespace, name, dimensions };
  const known = Object.hasOwn(families, namespace) ? families[namespace] : undefined;
  const problem = findProblemWith(metric, known ?? stackFamily(stack, metric), known !== undefined);
  if (problem !== undefined) return problem;
  const queue = dimensions["QueueName"];
  if (known !== undefined && queue !== undefined && !queues.includes(queue))
    return `there is no queue ${queue}`;
  return undefined;
};
