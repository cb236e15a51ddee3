// Why an alarm changed its state, in CloudWatch's words.
import {
  type AlarmRule,
  type Datapoint,
  isBreaching,
  type StateValue,
  type Evaluation,
} from "./alarm-rule.ts";

const count = (number: number, noun: string): string => `${number} ${noun}${number === 1 ? "" : "s"}`;
const were = (number: number): string => (number === 1 ? "was" : "were");
const toNumberText = (value: number): string => (Number.isInteger(value) ? value.toFixed(1) : String(value));

/** `29/11/26 10:05:00`, in UTC. */
const toTimeText = (at: Date): string => {
  const [date = "", time = ""] = at.toISOString().split("T");
  const [year = "", month = "", day = ""] = date.split("-");
  return `${day}/${month}/${year.slice(2)} ${time.slice(0, 8)}`;
};

const describeMissing = ({ filled }: Evaluation, rule: AlarmRule): string | undefined => {
  const { treatMissingData } = rule;
  if (filled === 0 || (treatMissingData !== "breaching" && treatMissingData !== "notBreaching"))
    return undefined;
  const treatment = treatMissingData === "breaching" ? "Breaching" : "NonBreaching";
  return `${count(filled, "missing datapoint")} ${were(filled)} treated as [${treatment}]`;
};

const describeReal = (points: readonly Datapoint[], state: StateValue, rule: AlarmRule): string => {
  const shown = points.map(({ value, at }) => `${toNumberText(value)} (${toTimeText(at)})`).join(", ");
  const verb = `${were(points.length)} ${state === "OK" ? "not " : ""}greater than or equal to`;
  const last = `the last ${rule.evaluationPeriods} datapoints`;
  return `${points.length} out of ${last} [${shown}] ${verb} the threshold (${toNumberText(rule.threshold)})`;
};

const describeLimit = (state: StateValue, { evaluationPeriods, datapointsToAlarm }: AlarmRule): string =>
  state === "ALARM"
    ? `(minimum ${count(datapointsToAlarm, "datapoint")} for OK -> ALARM transition)`
    : `(minimum ${count(evaluationPeriods - datapointsToAlarm + 1, "datapoint")} for ALARM -> OK transition)`;

export const toReason = (state: StateValue, evaluation: Evaluation, rule: AlarmRule): string => {
  if (state === "INSUFFICIENT_DATA") {
    return `Insufficient Data: ${count(evaluation.filled, "datapoint")} ${were(evaluation.filled)} unknown.`;
  }
  const missing = describeMissing(evaluation, rule);
  if (evaluation.evaluated.length === 0) {
    const none = `no datapoints were received for ${count(rule.evaluationPeriods, "period")}`;
    return `Threshold Crossed: ${[none, ...(missing === undefined ? [] : [missing])].join(" and ")}.`;
  }
  const decisive = evaluation.evaluated.filter((point) => isBreaching(rule, point) === (state === "ALARM"));
  const real = decisive.length === 0 ? [] : [describeReal(decisive, state, rule)];
  const parts = [...real, ...(missing === undefined ? [] : [missing])].join(" and ");
  return `Threshold Crossed: ${parts} ${describeLimit(state, rule)}.`;
};
