// An alarm of CloudWatch, from what is said about it.
import { CloudwatchMetricAlarm } from "@cdktf/provider-aws/lib/cloudwatch-metric-alarm/index.js";
import type { SnsTopic } from "@cdktf/provider-aws/lib/sns-topic/index.js";
import type { Construct } from "constructs";
import type { Severity } from "../../config/alarm-targets.ts";
import type { StackContext } from "../shared/stack-context.ts";
import type { Metric } from "./metrics.ts";

export type AlarmTargets = {
  readonly context: StackContext;
  /** What each severity is sent to. */
  readonly topics: Readonly<Record<Severity, SnsTopic>>;
  /** Where the handbook is, a path or a URL: each alarm's description ends with a link into it. */
  readonly runbook: string;
};

type Statistic = "Average" | "Maximum" | "Sum";

export type AlarmDefinition = {
  /** Unique in the stack. */
  readonly id: string;
  /** `page` when somebody has to act now. */
  readonly severity: Severity;
  /** One or two sentences for the person who is told. */
  readonly meaning: string;
  /** The heading of the handbook to read, as a link names it. */
  readonly section: string;
  /** By the names that the expression has for them; one without an expression is watched itself. */
  readonly metrics: Readonly<Record<string, Metric>>;
  readonly expression?: string;
  readonly statistic: Statistic;
  /** It fires from this value on. */
  readonly threshold: number;
  readonly periodSeconds: number;
  /** So many of the last so many periods have to reach the threshold; 1 of 1 when absent. */
  readonly datapoints?: { readonly needed: number; readonly of: number };
  /**
   * What a period without data says: that nothing is known (`missing`), or that nothing has changed (`ignore`). When
   * absent, that all is well: log filters and Lambda say nothing while nothing happens.
   */
  readonly missingData?: "missing" | "ignore";
  /** Its end says nothing: dead letters that expire end it as those do that were processed. */
  readonly isEndSilent?: true;
};

/** With an expression, which alone is watched, no metric is one of the alarm's own. */
const toWatched = ({ metrics, expression, statistic, periodSeconds: period }: AlarmDefinition) => {
  const all = Object.entries(metrics).map(([id, metric]) => ({ id, ...metric }));
  if (expression !== undefined)
    return {
      metricQuery: [
        { id: "watched", label: "watched", expression, returnData: true },
        ...all.map(({ id, namespace, name: metricName, dimensions }) => ({
          id,
          metric: { namespace, metricName, dimensions, period, stat: statistic },
        })),
      ],
    };
  const [only, ...others] = all;
  if (only === undefined || others.length > 0) throw new Error("without an expression it watches one metric");
  const { namespace, name: metricName, dimensions } = only;
  return { namespace, metricName, dimensions, statistic, period };
};

/** Tells people when it fires and, where that means something, when it is over; and where to read what to do. */
export const makeAlarm = (
  scope: Construct,
  { context, topics, runbook }: AlarmTargets,
  definition: AlarmDefinition,
): CloudwatchMetricAlarm => {
  const { id, severity, meaning, section, threshold, isEndSilent } = definition;
  const { needed, of } = definition.datapoints ?? { needed: 1, of: 1 };
  const actions = [topics[severity].arn];
  return new CloudwatchMetricAlarm(scope, id, {
    alarmName: `${context.prefix}-${id}`,
    alarmDescription: `${meaning} ${runbook}#${section}`,
    alarmActions: actions,
    okActions: isEndSilent === true ? [] : actions,
    ...toWatched(definition),
    comparisonOperator: "GreaterThanOrEqualToThreshold",
    threshold,
    evaluationPeriods: of,
    datapointsToAlarm: needed,
    treatMissingData: definition.missingData ?? "notBreaching",
  });
};
