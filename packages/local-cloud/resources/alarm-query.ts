// What an alarm reads: one metric, or several and an expression over them.
import { z } from "zod";
import { block, blocks } from "../stack/schema.ts";
import { type MetricMath, parseMetricMath } from "./metric-math/metric-math.ts";

export const Statistic = z.enum(
  ["Sum", "Average", "Maximum"],
  "only Sum, Average and Maximum are supported by the local cloud",
);
/** Seconds. Every metric here has a datapoint a minute, like those of AWS's own services. */
export const Period = z.int().positive().multipleOf(60);
export const Dimensions = z.record(z.string(), z.string());

const Id = z
  .string()
  .regex(/^[a-z]\w{0,254}$/, "begins with a small letter, and has letters, digits and _ only");

const Expression = z.string().superRefine((text, context) => {
  try {
    parseMetricMath(text);
  } catch (error) {
    context.addIssue({
      code: "custom",
      message: error instanceof Error ? error.message : String(error),
      continue: false,
    });
  }
});

const MetricQuery = z
  .strictObject({
    id: Id,
    expression: Expression.optional(),
    label: z.string().optional(),
    return_data: z.boolean().default(false),
    metric: block(
      z.strictObject({
        namespace: z.string().min(1),
        metric_name: z.string().min(1),
        dimensions: Dimensions.default({}),
        period: Period,
        stat: Statistic,
      }),
    ),
  })
  .refine(({ expression, metric }) => (expression === undefined) !== (metric === undefined), {
    error: "has either an expression or a metric",
  });

export const MetricQueries = blocks(MetricQuery);

type Queries = z.infer<typeof MetricQueries>;

/** Of an alarm's configuration: `metric_query` is empty, or all the others are undefined. */
export type Watching = {
  readonly namespace?: string | undefined;
  readonly metric_name?: string | undefined;
  readonly dimensions?: Readonly<Record<string, string>> | undefined;
  readonly period?: number | undefined;
  readonly statistic?: z.infer<typeof Statistic> | undefined;
  readonly metric_query: Queries;
};

export type WatchedMetric = {
  /** As the expression names it. */
  readonly id: string;
  readonly namespace: string;
  readonly name: string;
  readonly dimensions: Readonly<Record<string, string>>;
  readonly statistic: z.infer<typeof Statistic>;
};

export type AlarmQuery = {
  readonly metrics: readonly WatchedMetric[];
  readonly period: number;
  readonly apply: MetricMath["apply"];
};

const onlyOne = "exactly one of metric_query has return_data, an expression";

const findProblem = ({ metric_query: queries, ...direct }: Watching): string | undefined => {
  const { namespace, metric_name, dimensions, period, statistic } = direct;
  if (queries.length === 0)
    return [namespace, metric_name, period, statistic].includes(undefined)
      ? "needs namespace, metric_name, period and statistic, or metric_query"
      : undefined;
  if ([namespace, metric_name, dimensions, period, statistic].some((value) => value !== undefined))
    return "takes metric_query or a metric of its own, not both";
  const returned = queries.filter(({ return_data: isReturned }) => isReturned);
  if (returned.length !== 1 || returned[0]?.expression === undefined) return onlyOne;
  const metrics = queries.flatMap(({ id, metric }) => (metric === undefined ? [] : [{ id, ...metric }]));
  if (new Set(queries.map(({ id }) => id)).size < queries.length)
    return "each id of metric_query must be another";
  if (new Set(metrics.map((each) => each.period)).size !== 1)
    return "all metrics of metric_query need one period";
  if (queries.length - metrics.length > 1) return "one expression is all that the local cloud supports";
  const unknown = parseMetricMath(returned[0].expression).ids.find((id) =>
    metrics.every((each) => each.id !== id),
  );
  return unknown === undefined
    ? undefined
    : `the expression names ${unknown}, which is no metric of metric_query`;
};

/** For `superRefine`. */
export const checkWatching = (watching: Watching, context: z.RefinementCtx): void => {
  const message = findProblem(watching);
  if (message !== undefined) context.addIssue({ code: "custom", message });
};

/** Of a configuration without a problem. */
export const toAlarmQuery = ({ metric_query: queries, ...direct }: Watching): AlarmQuery => {
  const { namespace = "", metric_name: name = "", dimensions = {}, statistic = "Sum", period = 60 } = direct;
  const { expression } = queries.find(({ return_data: isReturned }) => isReturned) ?? {};
  if (expression === undefined)
    return {
      metrics: [{ id: "m", namespace, name, dimensions, statistic }],
      period,
      apply: (seriesOf) => seriesOf("m"),
    };
  const metrics = queries.flatMap(({ id, metric }) => (metric === undefined ? [] : [{ id, ...metric }]));
  return {
    metrics: metrics.map((each) => ({
      id: each.id,
      namespace: each.namespace,
      name: each.metric_name,
      dimensions: each.dimensions,
      statistic: each.stat,
    })),
    period: metrics[0]?.period ?? 60,
    apply: parseMetricMath(expression).apply,
  };
};
