// DescribeAlarms, DescribeAlarmHistory and SetAlarmState.
import { z } from "zod";
import { type Account, toArn } from "../../../core/account.ts";
import { ServiceError } from "../../../core/service.ts";
import type { AlarmChange } from "../../../core/state.ts";
import { operation, type Operation } from "../../../endpoint/operation.ts";
import type { MetricAlarmConfig } from "../../../resources/cloudwatch.ts";
import type { Alarm, Alarms } from "../alarms/alarms.ts";
import type { Transition } from "../alarms/alarm-notification.ts";
import { toPage } from "../../../endpoint/paging.ts";
import { parseJson } from "../../../core/json.ts";
import { listOf, NextToken, Time, wholeNumber } from "./input.ts";

const StateValue = z.enum(["OK", "ALARM", "INSUFFICIENT_DATA"]);
const paging = { MaxRecords: wholeNumber(1, 100).default(100), NextToken };

const toDimensions = (dimensions: Readonly<Record<string, string>>) =>
  Object.entries(dimensions).map(([Name, Value]) => ({ Name, Value }));

/** A metric of its own, or those that an expression names. */
const toWatched = (config: MetricAlarmConfig) =>
  config.metric_query.length === 0
    ? {
        Namespace: config.namespace,
        MetricName: config.metric_name,
        Dimensions: toDimensions(config.dimensions ?? {}),
        Statistic: config.statistic,
        Period: config.period,
      }
    : {
        Metrics: config.metric_query.map(({ id, label, expression, metric, return_data: ReturnData }) => ({
          Id: id,
          Label: label,
          Expression: expression,
          MetricStat: metric && {
            Metric: {
              Namespace: metric.namespace,
              MetricName: metric.metric_name,
              Dimensions: toDimensions(metric.dimensions),
            },
            Period: metric.period,
            Stat: metric.stat,
          },
          ReturnData,
        })),
      };

const toMetricAlarm = ({ config, state }: Alarm, account: Account, startedAt: Date) => {
  const { state: value, reason, since } = state();
  return {
    AlarmName: config.alarm_name,
    AlarmArn: toArn(account, "cloudwatch", `alarm:${config.alarm_name}`),
    AlarmDescription: config.alarm_description,
    AlarmConfigurationUpdatedTimestamp: startedAt,
    ActionsEnabled: config.actions_enabled,
    OKActions: config.ok_actions,
    AlarmActions: config.alarm_actions,
    InsufficientDataActions: config.insufficient_data_actions,
    StateValue: value,
    StateReason: reason,
    StateUpdatedTimestamp: new Date(since),
    StateTransitionedTimestamp: new Date(since),
    ...toWatched(config),
    EvaluationPeriods: config.evaluation_periods,
    DatapointsToAlarm: config.datapoints_to_alarm,
    Threshold: config.threshold,
    ComparisonOperator: config.comparison_operator,
    TreatMissingData: config.treat_missing_data,
  };
};

const toHistoryItem = (AlarmName: string, { time, from, to, reason }: AlarmChange) => ({
  AlarmName,
  AlarmType: "MetricAlarm",
  Timestamp: new Date(time),
  HistoryItemType: "StateUpdate",
  HistorySummary: `Alarm updated from ${from} to ${to}`,
  HistoryData: JSON.stringify({
    version: "1.0",
    oldState: { stateValue: from },
    newState: { stateValue: to, stateReason: reason },
  }),
});

/** There are no composite alarms. */
const AlarmTypes = listOf(z.enum(["CompositeAlarm", "MetricAlarm"]));

/** Without types, metric alarms are meant. */
const areMetricAlarms = (types: readonly string[]): boolean =>
  types.length === 0 || types.includes("MetricAlarm");

const DescribeAlarms = z.strictObject({
  ...paging,
  AlarmNames: listOf(z.string()),
  AlarmNamePrefix: z.string().optional(),
  AlarmTypes,
  StateValue: StateValue.optional(),
  ActionPrefix: z.string().optional(),
});

const DescribeAlarmHistory = z.strictObject({
  ...paging,
  AlarmName: z.string().optional(),
  AlarmTypes,
  /** Of these there are changes of state only. */
  HistoryItemType: z
    .enum([
      "ConfigurationUpdate",
      "StateUpdate",
      "Action",
      "AlarmContributorStateUpdate",
      "AlarmContributorAction",
    ])
    .default("StateUpdate"),
  StartDate: Time.optional(),
  EndDate: Time.optional(),
  ScanBy: z.enum(["TimestampDescending", "TimestampAscending"]).default("TimestampDescending"),
});

const SetAlarmState = z.strictObject({
  AlarmName: z.string(),
  StateValue,
  StateReason: z.string().max(1023),
  StateReasonData: z.string().max(4000).optional(),
});

type AlarmOperationsDeps = {
  readonly alarms: Alarms;
  readonly account: Account;
  readonly notify: (transition: Transition) => void;
  readonly now: () => Date;
};

const actionsOf = ({ alarm_actions, ok_actions, insufficient_data_actions }: MetricAlarmConfig) => [
  ...alarm_actions,
  ...ok_actions,
  ...insufficient_data_actions,
];

export const makeAlarmOperations = (deps: AlarmOperationsDeps): Readonly<Record<string, Operation>> => {
  const { alarms, account, notify, now } = deps;
  const startedAt = now();
  const toAlarmArn = (name: string): string => toArn(account, "cloudwatch", `alarm:${name}`);
  return {
    DescribeAlarms: operation(
      DescribeAlarms,
      () => toAlarmArn("*"),
      ({
        AlarmNames: names,
        AlarmNamePrefix: prefix,
        StateValue: wanted,
        ActionPrefix: action,
        ...input
      }) => {
        if (names.length > 0 && prefix !== undefined)
          throw new ServiceError(
            "InvalidParameterCombination",
            "AlarmNames and AlarmNamePrefix cannot be specified together.",
          );
        const found = alarms.all.filter(
          ({ config, state }) =>
            areMetricAlarms(input.AlarmTypes) &&
            config.alarm_name.startsWith(prefix ?? "") &&
            (names.length === 0 || names.includes(config.alarm_name)) &&
            (wanted === undefined || state().state === wanted) &&
            (action === undefined || actionsOf(config).some((arn) => arn.startsWith(action))),
        );
        const { page, next } = toPage(found, input.MaxRecords, input.NextToken);
        const MetricAlarms = page.map((alarm) => toMetricAlarm(alarm, account, startedAt));
        return { MetricAlarms, CompositeAlarms: [], NextToken: next };
      },
    ),
    DescribeAlarmHistory: operation(
      DescribeAlarmHistory,
      ({ AlarmName = "*" }) => toAlarmArn(AlarmName),
      ({ AlarmName: name, HistoryItemType: type, ...input }) => {
        const [from, to] = [input.StartDate?.getTime() ?? 0, input.EndDate?.getTime() ?? Infinity];
        const isKept = type === "StateUpdate" && areMetricAlarms(input.AlarmTypes);
        const items = alarms.all
          .filter(({ config }) => isKept && (name ?? config.alarm_name) === config.alarm_name)
          .flatMap(({ config, state }) =>
            state().history.map((change) => toHistoryItem(config.alarm_name, change)),
          )
          .filter(({ Timestamp }) => Timestamp.getTime() >= from && Timestamp.getTime() <= to)
          .toSorted((left, right) => left.Timestamp.getTime() - right.Timestamp.getTime());
        const ordered = input.ScanBy === "TimestampAscending" ? items : items.toReversed();
        const { page, next } = toPage(ordered, input.MaxRecords, input.NextToken);
        return { AlarmHistoryItems: page, NextToken: next };
      },
    ),
    /** Its actions run, and the next evaluation puts the state right. */
    SetAlarmState: operation(
      SetAlarmState,
      ({ AlarmName }) => toAlarmArn(AlarmName),
      ({ AlarmName, StateValue: to, StateReason: reason, StateReasonData: data }) => {
        if (data !== undefined && parseJson(data) === undefined)
          throw new ServiceError("InvalidFormat", "StateReasonData is not syntactically valid JSON.");
        const alarm = alarms.all.find(({ config }) => config.alarm_name === AlarmName);
        if (alarm === undefined)
          throw new ServiceError("ResourceNotFound", "The named resource does not exist.", 404);
        const transition = alarm.change(to, reason, now());
        if (transition !== undefined) notify(transition);
        return {};
      },
    ),
  };
};
