// What would leave a graph empty without a word is found at the start.
import { DynamodbTable } from "../dynamodb/resources.ts";
import { LambdaFunction } from "../lambda/resources.ts";
import { S3Bucket } from "../s3/resources.ts";
import { SnsTopic } from "../sns/resources.ts";
import { SqsQueue } from "../sqs/resources.ts";
import type { Resource, ResourceType, Stack } from "../terraform/resource-type.ts";
import { StackError } from "../terraform/stack-error.ts";
import { type Named, readDashboardBody } from "./dashboard-body.ts";
import { findProblemWith, stackFamily } from "./known-metrics.ts";
import type { MetricId } from "./metrics.ts";
import { publishedFamily } from "./published-metrics.ts";
import {
  CloudwatchDashboard,
  CloudwatchLogGroup,
  CloudwatchMetricAlarm,
  type DashboardConfig,
} from "./resources.ts";

type NamesOf = (dimension: string) => readonly unknown[] | undefined;

/** What the stack has of the things that a dimension names; undefined for dimensions that name none of them. */
const makeNamesOf = (stack: Stack): NamesOf => {
  const attributeOf = <Config>(type: ResourceType<Config>, attribute: string): readonly unknown[] =>
    stack.of(type).map(({ attributes }) => attributes[attribute]);
  const names: Readonly<Record<string, readonly unknown[]>> = {
    QueueName: attributeOf(SqsQueue, "name"),
    FunctionName: attributeOf(LambdaFunction, "function_name"),
    TableName: attributeOf(DynamodbTable, "name"),
    BucketName: attributeOf(S3Bucket, "bucket"),
    TopicName: attributeOf(SnsTopic, "name"),
    LogGroupName: attributeOf(CloudwatchLogGroup, "name"),
  };
  return (dimension) => (Object.hasOwn(names, dimension) ? names[dimension] : undefined);
};

const findMetricProblems = (stack: Stack, metric: MetricId, namesOf: NamesOf): readonly string[] => {
  const known = publishedFamily(metric.namespace, metric.name);
  const problem = findProblemWith(metric, known ?? stackFamily(stack, metric), known !== undefined);
  if (problem !== undefined) return [problem];
  if (known === undefined) return [];
  return Object.entries(metric.dimensions)
    .filter(([dimension, value]) => namesOf(dimension)?.includes(value) === false)
    .map(([dimension, value]) => `the stack has no ${dimension} ${value}`);
};

const readBody = ({ address, config }: Resource<DashboardConfig>): Named => {
  try {
    return readDashboardBody(config.dashboard_body);
  } catch (error) {
    const reason = error instanceof Error ? error.message : String(error);
    throw new StackError([`${address}: attribute dashboard_body: ${reason}`]);
  }
};

const missing = (what: string, wanted: readonly string[], there: readonly unknown[]): readonly string[] =>
  wanted.filter((one) => !there.includes(one)).map((one) => `the stack has no ${what} ${one}`);

/** @throws StackError with a line for each thing that a widget names and that neither AWS nor the stack has */
export const checkDashboards = (stack: Stack): void => {
  const namesOf = makeNamesOf(stack);
  const alarms = stack.of(CloudwatchMetricAlarm).map(({ attributes }) => attributes["arn"]);
  const problems = stack.of(CloudwatchDashboard).flatMap((dashboard) => {
    const { metrics, alarmArns, logGroups } = readBody(dashboard);
    return [
      ...metrics.flatMap((metric) => findMetricProblems(stack, metric, namesOf)),
      ...missing("alarm", alarmArns, alarms),
      ...missing("log group", logGroups, namesOf("LogGroupName") ?? []),
    ].map((problem) => `${dashboard.address}: ${problem}`);
  });
  if (problems.length > 0) throw new StackError([...new Set(problems)]);
};
