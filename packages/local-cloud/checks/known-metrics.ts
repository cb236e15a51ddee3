// Which metrics exist. An alarm on any other would never go off and a graph of it stay empty, so they stop the start.
import type { Stack } from "../stack/resource-type.ts";
import { namesOf } from "./dimension-names.ts";
import type { MetricId } from "../services/cloudwatch/metrics/metrics.ts";
import { queueMetricNames } from "../services/cloudwatch/metrics/queue-metrics.ts";
import { CloudwatchLogMetricFilter } from "../resources/cloudwatch.ts";

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
const stackFamily = (stack: Stack, metric: MetricId): Family => {
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

/** What is wrong with the metric's name or its dimensions; undefined when the family has it. */
const findMismatch = (
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

/**
 * What is wrong with the metric; empty when it exists, and the stack has what its dimensions name.
 * `service` is the family of its namespace, undefined for metrics that the stack's filters make.
 */
export const findMetricProblems = (
  stack: Stack,
  metric: MetricId,
  service: Family | undefined,
): readonly string[] => {
  const problem = findMismatch(metric, service ?? stackFamily(stack, metric), service !== undefined);
  if (problem !== undefined) return [problem];
  if (service === undefined) return [];
  return Object.entries(metric.dimensions)
    .filter(([dimension, value]) => namesOf(stack, dimension)?.includes(value) === false)
    .map(([dimension, value]) => `the stack has no ${dimension} ${value}`);
};

/** Undefined for a namespace of which nothing is measured here. */
export const measuredFamily = (namespace: string): Family | undefined =>
  Object.hasOwn(families, namespace) ? families[namespace] : undefined;
