// What would leave a graph empty without a word is found at the start.
import type { Resource, Stack } from "../stack/resource-type.ts";
import { StackError } from "../stack/stack-error.ts";
import { type Named, readDashboardBody } from "./dashboard-body.ts";
import { findMetricProblems } from "./known-metrics.ts";
import { publishedFamily } from "./published-metrics.ts";
import {
  CloudwatchDashboard,
  CloudwatchLogGroup,
  CloudwatchMetricAlarm,
  type DashboardConfig,
} from "../resources/cloudwatch.ts";

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
  const alarms = stack.of(CloudwatchMetricAlarm).map(({ attributes }) => attributes["arn"]);
  const groups = stack.of(CloudwatchLogGroup).map(({ config }) => config.name);
  const problems = stack.of(CloudwatchDashboard).flatMap((dashboard) => {
    const { metrics, alarmArns, logGroups } = readBody(dashboard);
    return [
      ...metrics.flatMap((metric) =>
        findMetricProblems(stack, metric, publishedFamily(metric.namespace, metric.name)),
      ),
      ...missing("alarm", alarmArns, alarms),
      ...missing("log group", logGroups, groups),
    ].map((problem) => `${dashboard.address}: ${problem}`);
  });
  if (problems.length > 0) throw new StackError([...new Set(problems)]);
};
