// The stack's alarms: reads their metrics and keeps their states.
import {
  evaluationRange,
  evaluateAlarm,
  type AlarmRule,
  type Datapoint,
  type Evaluation,
  type StateValue,
} from "./alarm-rule.ts";
import { toReason } from "./alarm-reason.ts";
import type { AlarmChange, AlarmState } from "../../../core/state.ts";
import type { Transition } from "./alarm-notification.ts";
import { type AlarmQuery, toAlarmQuery } from "../../../resources/alarm-query.ts";
import type { Series } from "../../../resources/metric-math/metric-math.ts";
import type { Metrics, Watch } from "../metrics/metrics.ts";
import type { Periods } from "../metrics/periods.ts";
import type { MetricAlarmConfig } from "../../../resources/cloudwatch.ts";
import { toDatapoint } from "../metrics/statistic.ts";

const toRule = (alarm: MetricAlarmConfig): AlarmRule => ({
  threshold: alarm.threshold,
  evaluationPeriods: alarm.evaluation_periods,
  datapointsToAlarm: alarm.datapoints_to_alarm ?? alarm.evaluation_periods,
  treatMissingData: alarm.treat_missing_data,
});

/** How far back the alarm looks at each of its metrics. */
export const toWatches = (alarm: MetricAlarmConfig, periods: Periods): readonly Watch[] => {
  const { metrics, period } = toAlarmQuery(alarm);
  // A difference needs a period more; and a gauge is kept at the start of the minute it was read in.
  const slots =
    (evaluationRange(alarm.evaluation_periods) + 1) * periods.toSlots(period) + periods.toSlots(60);
  return metrics.map((metric) => ({ metric, slots }));
};

/** What the alarm reads, in periods of which the newest ends with the slot `end`. */
const readSeries = (
  { metrics: watched, apply }: AlarmQuery,
  metrics: Metrics,
  width: number,
  end: number,
): Series => {
  const series = new Map<string, Series>(
    watched.map(({ id, statistic, ...metric }) => [
      id,
      (ago) => toDatapoint(metrics.read(metric, end - ago * width, width), statistic),
    ]),
  );
  return apply((id) => series.get(id) ?? (() => undefined));
};

/** Changes of state that an alarm remembers. */
const historyLimit = 50;

type Evaluate = (last: number, now: Date) => Transition | undefined;

export type Alarm = {
  readonly config: MetricAlarmConfig;
  readonly state: () => AlarmState;
  /** Undefined when it is in that state already. */
  readonly change: (to: StateValue, reason: string, now: Date) => Transition | undefined;
};

export type Alarms = ReturnType<typeof makeAlarms>;

const makeAlarm = (
  alarm: MetricAlarmConfig,
  metrics: Metrics,
  periods: Periods,
  createdAt: Date,
): Alarm & { readonly evaluate: Evaluate } => {
  const [rule, query] = [toRule(alarm), toAlarmQuery(alarm)];
  const [width, range] = [periods.toSlots(query.period), evaluationRange(alarm.evaluation_periods)];
  let state: StateValue = "INSUFFICIENT_DATA";
  let reason = "Unchecked: Initial alarm creation";
  let history: readonly AlarmChange[] = [];

  const change: Alarm["change"] = (to, why, now) => {
    const from = state;
    if (to === from) return undefined;
    state = to;
    reason = why;
    history = [...history, { time: now.toISOString(), from, to, reason }].slice(-historyLimit);
    return { alarm, from, to, reason, at: now };
  };
  const evaluateUpTo = (end: number): Evaluation => {
    const series = readSeries(query, metrics, width, end);
    const points = Array.from({ length: range }, (_, ago): Datapoint | undefined => {
      const value = series(ago);
      return value === undefined ? undefined : { value, at: periods.startOf(end - (ago + 1) * width + 1) };
    });
    return evaluateAlarm(points, rule);
  };
  return {
    config: alarm,
    change,
    evaluate: (last, now) => {
      // By aligned periods, so that one burst fires once: only the period under way still changes.
      const evaluation = evaluateUpTo(last - (last % width) + width - 1);
      const to = evaluation.state ?? state;
      // CloudWatch's window slides: a load that goes on does not end the alarm at the start of each period.
      if (state === "ALARM" && to === "OK" && evaluateUpTo(last).state === "ALARM") return undefined;
      return to === state ? undefined : change(to, toReason(to, evaluation, rule), now);
    },
    state: () => {
      const since = history.at(-1)?.time ?? createdAt.toISOString();
      const { alarm_name: name, alarm_description: description = null } = alarm;
      return { name, description, state, reason, since, history };
    },
  };
};

export const makeAlarms = (
  configs: readonly MetricAlarmConfig[],
  metrics: Metrics,
  periods: Periods,
  createdAt: Date,
) => {
  const alarms = configs.map((config) => makeAlarm(config, metrics, periods, createdAt));
  const all: readonly Alarm[] = alarms;
  return {
    all,
    /** Evaluates every alarm by the samples up to and with the slot `last`; the changes of state. */
    evaluate: (last: number, now: Date): readonly Transition[] =>
      alarms.map(({ evaluate }) => evaluate(last, now)).filter((each) => each !== undefined),
    states: (): readonly AlarmState[] => alarms.map(({ state }) => state()),
  };
};
