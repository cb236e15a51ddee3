// One alarm: people hear when it goes off and when it is over, and where to read what to do.
import { CloudwatchMetricAlarm } from "@cdktf/provider-aws/lib/cloudwatch-metric-alarm/index.js";
import type { SnsTopic } from "@cdktf/provider-aws/lib/sns-topic/index.js";
import type { Construct } from "constructs";
import type { Metric } from "./metric.ts";

export type AlarmDefinition = {
  /** Unique in the stack. */
  readonly id: string;
  /** One or two sentences for whoever is woken up. */
  readonly meaning: string;
  /** The heading of the handbook to read, as a link names it. */
  readonly section: string;
  readonly metric: Metric;
  readonly statistic: "Average" | "Maximum" | "Sum";
  /** It goes off from this value on. */
  readonly threshold: number;
  readonly periodSeconds: number;
  /** So many of the last so many periods have to reach the threshold; 1 of 1 when absent. */
  readonly datapoints?: { readonly needed: number; readonly of: number };
  /** What a period without data says: that all is well, or nothing, so that the state stays as it is. */
  readonly missingData: "notBreaching" | "ignore";
};

export type AlarmSurroundings = {
  readonly prefix: string;
  readonly topic: SnsTopic;
  /** Where the handbook is: a path or a URL. */
  readonly runbook: string;
};

export const alarm = (
  scope: Construct,
  { prefix, topic, runbook }: AlarmSurroundings,
  { id, meaning, section, metric, statistic, threshold, ...definition }: AlarmDefinition,
): CloudwatchMetricAlarm => {
  const { needed, of } = definition.datapoints ?? { needed: 1, of: 1 };
  return new CloudwatchMetricAlarm(scope, id, {
    alarmName: `${prefix}-${id}`,
    alarmDescription: `${meaning} ${runbook}#${section}`,
    alarmActions: [topic.arn],
    okActions: [topic.arn],
    namespace: metric.namespace,
    metricName: metric.name,
    dimensions: metric.dimensions,
    statistic,
    comparisonOperator: "GreaterThanOrEqualToThreshold",
    threshold,
    period: definition.periodSeconds,
    evaluationPeriods: of,
    datapointsToAlarm: needed,
    treatMissingData: definition.missingData,
  });
};
