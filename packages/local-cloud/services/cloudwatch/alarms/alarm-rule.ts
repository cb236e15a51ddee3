// Which state an alarm belongs in, by its latest datapoints and its rule.
//
// https://docs.aws.amazon.com/AmazonCloudWatch/latest/monitoring/alarms-and-missing-data.html
import type { AlarmState } from "../../../core/state.ts";

export type StateValue = AlarmState["state"];
export type MissingData = "missing" | "ignore" | "breaching" | "notBreaching";

export type AlarmRule = {
  /** Breached by a datapoint that is greater or equal. */
  readonly threshold: number;
  /** N: how many datapoints are evaluated … */
  readonly evaluationPeriods: number;
  /** … and M: how many of them must breach. */
  readonly datapointsToAlarm: number;
  readonly treatMissingData: MissingData;
};

export type Datapoint = { readonly value: number; readonly at: Date };

export type Evaluation = {
  /** Undefined keeps the state there is. */
  readonly state: StateValue | undefined;
  /** The real datapoints that were evaluated, newest first. */
  readonly evaluated: readonly Datapoint[];
  /** How many missing ones were filled in beside them. */
  readonly filled: number;
};

/**
 * CloudWatch looks further back than N periods, so that real datapoints can stand in for missing ones. How far is
 * not documented but for both worked examples: N + 2.
 */
export const evaluationRange = (evaluationPeriods: number): number => evaluationPeriods + 2;

export const isBreaching = ({ threshold }: AlarmRule, { value }: Datapoint): boolean => value >= threshold;

/**
 * "Avoiding premature transitions": with too few datapoints, the oldest of which breaches and is at least M periods
 * old while all later ones breach or are missing, the alarm is in ALARM although missing ones count as missing.
 */
const isStuckBreaching = (points: readonly (Datapoint | undefined)[], rule: AlarmRule): boolean => {
  const real = points.filter((point) => point !== undefined);
  const oldest = points.findLastIndex((point) => point !== undefined);
  return real.every((point) => isBreaching(rule, point)) && oldest + 1 >= rule.datapointsToAlarm;
};

const stateWithGaps = (
  points: readonly (Datapoint | undefined)[],
  rule: AlarmRule,
  breaching: number,
  filled: number,
): StateValue | undefined => {
  const byCount = (count: number): StateValue => (count >= rule.datapointsToAlarm ? "ALARM" : "OK");
  if (rule.treatMissingData === "breaching") return byCount(breaching + filled);
  if (rule.treatMissingData === "notBreaching") return byCount(breaching);
  const ignores = rule.treatMissingData === "ignore";
  if (filled === rule.evaluationPeriods) return ignores ? undefined : "INSUFFICIENT_DATA";
  if (breaching >= rule.datapointsToAlarm) return "ALARM";
  if (isStuckBreaching(points, rule)) return ignores ? undefined : "ALARM";
  return "OK";
};

/** `points`: the evaluation range, newest first, undefined where a period had no sample. */
export const evaluateAlarm = (points: readonly (Datapoint | undefined)[], rule: AlarmRule): Evaluation => {
  const evaluated = points.filter((point) => point !== undefined).slice(0, rule.evaluationPeriods);
  const breaching = evaluated.filter((point) => isBreaching(rule, point)).length;
  const filled = rule.evaluationPeriods - evaluated.length;
  return { state: stateWithGaps(points, rule, breaching, filled), evaluated, filled };
};
