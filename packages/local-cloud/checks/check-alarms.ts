// What would keep an alarm silent is found at the start, not on the night it matters.
import type { Resource, Stack } from "../stack/resource-type.ts";
import { SnsTopic } from "../resources/sns.ts";
import { StackError } from "../stack/stack-error.ts";
import { findMetricProblems, measuredFamily } from "./known-metrics.ts";
import { CloudwatchMetricAlarm, type MetricAlarmConfig } from "../resources/cloudwatch.ts";

const toActions = (alarm: MetricAlarmConfig): readonly string[] => [
  ...alarm.alarm_actions,
  ...alarm.ok_actions,
  ...alarm.insufficient_data_actions,
];

const findProblems = (
  stack: Stack,
  { config }: Resource<MetricAlarmConfig>,
  topics: ReadonlySet<unknown>,
): readonly string[] => {
  const { namespace, metric_name: name, dimensions } = config;
  const metric = findMetricProblems(stack, { namespace, name, dimensions }, measuredFamily(namespace));
  const actions = toActions(config)
    .filter((action) => !topics.has(action))
    .map((action) => `the action ${action} is no topic of the stack, the only kind known here`);
  return [...metric, ...actions];
};

const findNamesakes = (alarms: readonly Resource<MetricAlarmConfig>[]): readonly string[] =>
  [...Map.groupBy(alarms, ({ config }) => config.alarm_name)]
    .filter(([, all]) => all.length > 1)
    .map(
      ([name, all]) => `${all.map(({ address }) => address).join(", ")}: several alarms are called ${name}`,
    );

/** @throws StackError with a line for each fault, each naming its alarm */
export const checkAlarms = (stack: Stack): void => {
  const alarms = stack.of(CloudwatchMetricAlarm);
  const topics = new Set(stack.of(SnsTopic).map(({ attributes }) => attributes["arn"]));
  const problems = alarms.flatMap((alarm) =>
    findProblems(stack, alarm, topics).map((problem) => `${alarm.address}: ${problem}`),
  );
  const all = [...problems, ...findNamesakes(alarms)];
  if (all.length > 0) throw new StackError(all);
};
