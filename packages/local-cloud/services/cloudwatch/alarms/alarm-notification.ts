// What CloudWatch publishes when an alarm changes its state.
import { type Account, toArn } from "../../../core/account.ts";
import type { StateValue } from "./alarm-rule.ts";
import { toAlarmQuery } from "../../../resources/alarm-query.ts";
import type { MetricAlarmConfig } from "../../../resources/cloudwatch.ts";

export type Transition = {
  readonly alarm: MetricAlarmConfig;
  readonly from: StateValue;
  readonly to: StateValue;
  readonly reason: string;
  readonly at: Date;
};

export type Notification = { readonly subject: string; readonly message: string };

const regionNames: Readonly<Record<string, string>> = { "us-east-1": "US East (N. Virginia)" };
const toRegionName = (region: string): string => regionNames[region] ?? region;

/** SNS takes printable ASCII only, and at most 100 characters; CloudWatch cuts long names short with dots. */
const toSubject = ({ alarm, to }: Transition, regionName: string): string => {
  const [before, after] = [`${to}: "`, `" in ${regionName}`];
  const name = alarm.alarm_name.replaceAll(/[^\x20-\x7e]/g, "?");
  const room = 100 - before.length - after.length;
  return `${before}${name.length <= room ? name : `${name.slice(0, room - 3)}...`}${after}`;
};

/** `2024-03-16T12:16:45.770+0000` */
const toTimeText = (at: Date): string => at.toISOString().replace("Z", "+0000");

const toDimensions = (dimensions: Readonly<Record<string, string>>) =>
  Object.entries(dimensions).map(([name, value]) => ({ value, name }));

/** Those of a metric of its own, or of each that an expression names. */
const toTriggered = (alarm: MetricAlarmConfig): object =>
  alarm.metric_query.length === 0
    ? {
        MetricName: alarm.metric_name,
        Namespace: alarm.namespace,
        StatisticType: "Statistic",
        Statistic: alarm.statistic?.toUpperCase(),
        Unit: null,
        Dimensions: toDimensions(alarm.dimensions ?? {}),
      }
    : {
        Metrics: alarm.metric_query.map(({ id, label, expression, metric, return_data: ReturnData }) => ({
          Id: id,
          Label: label,
          Expression: expression,
          MetricStat: metric && {
            Metric: {
              Dimensions: toDimensions(metric.dimensions),
              MetricName: metric.metric_name,
              Namespace: metric.namespace,
            },
            Period: metric.period,
            Stat: metric.stat,
          },
          ReturnData,
        })),
      };

const toTrigger = (alarm: MetricAlarmConfig): object => ({
  ...toTriggered(alarm),
  Period: toAlarmQuery(alarm).period,
  EvaluationPeriods: alarm.evaluation_periods,
  DatapointsToAlarm: alarm.datapoints_to_alarm ?? alarm.evaluation_periods,
  ComparisonOperator: alarm.comparison_operator,
  Threshold: alarm.threshold,
  TreatMissingData: alarm.treat_missing_data,
  EvaluateLowSampleCountPercentile: "",
});

/** The shape of real notifications; times are real ones, whatever the speed. */
export const toNotification = (
  transition: Transition,
  account: Account,
  configuredAt: Date,
): Notification => {
  const { alarm, from, to, reason, at } = transition;
  const regionName = toRegionName(account.region);
  const message = {
    AlarmName: alarm.alarm_name,
    AlarmDescription: alarm.alarm_description ?? null,
    AWSAccountId: account.id,
    AlarmConfigurationUpdatedTimestamp: toTimeText(configuredAt),
    NewStateValue: to,
    NewStateReason: reason,
    StateChangeTime: toTimeText(at),
    Region: regionName,
    AlarmArn: toArn(account, "cloudwatch", `alarm:${alarm.alarm_name}`),
    OldStateValue: from,
    OKActions: alarm.ok_actions,
    AlarmActions: alarm.alarm_actions,
    InsufficientDataActions: alarm.insufficient_data_actions,
    Trigger: toTrigger(alarm),
  };
  return { subject: toSubject(transition, regionName), message: JSON.stringify(message) };
};
