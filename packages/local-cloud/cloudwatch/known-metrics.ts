// Which metrics exist here. An alarm on any other would never go off, so it stops the start.
import type { Stack } from "../terraform/resource-type.ts";
import { queueMetricNames } from "./queue-metrics.ts";
import { CloudwatchLogMetricFilter, type MetricAlarmConfig } from "./resources.ts";

type Family = { readonly names: readonly string[]; readonly dimensions: readonly (readonly string[])[] };

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

const ownFamily = (stack: Stack, alarm: MetricAlarmConfig): Family => {
  const transformations = stack
    .of(CloudwatchLogMetricFilter)
    .flatMap(({ config }) => config.metric_transformation)
    .filter(({ namespace, name }) => namespace === alarm.namespace && name === alarm.metric_name);
  return {
    names: transformations.map(({ name }) => name),
    dimensions: transformations.map(({ dimensions }) => Object.keys(dimensions)),
  };
};

const isSameSet = (left: readonly string[], right: readonly string[]): boolean =>
  left.length === right.length && left.every((name) => right.includes(name));

/** What is wrong with the metric the alarm watches; undefined when it exists. */
export const findMetricProblem = (
  stack: Stack,
  alarm: MetricAlarmConfig,
  queues: readonly string[],
): string | undefined => {
  const { namespace, metric_name: name } = alarm;
  const known = Object.hasOwn(families, namespace) ? families[namespace] : undefined;
  const family = known ?? ownFamily(stack, alarm);
  if (!family.names.includes(name)) {
    const names =
      known === undefined ? "only what a metric filter of the stack makes" : known.names.join(", ");
    return `nothing here produces the metric ${namespace} ${name} (known: ${names})`;
  }
  const keys = Object.keys(alarm.dimensions);
  if (!family.dimensions.some((dimensions) => isSameSet(dimensions, keys))) {
    return `the metric ${namespace} ${name} is not reported with the dimensions [${keys.join(", ")}]`;
  }
  const queue = alarm.dimensions["QueueName"];
  if (known !== undefined && queue !== undefined && !queues.includes(queue))
    return `there is no queue ${queue}`;
  return undefined;
};
