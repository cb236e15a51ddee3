// The Terraform resource types of CloudWatch.
import { z } from "zod";
import { toArn } from "../core/account.ts";
import { type ConfigOf, resourceType } from "../stack/resource-type.ts";
import { attributes, blocks, inert } from "../stack/schema.ts";
import { parseFilterPattern } from "./filter-pattern/filter-pattern.ts";
import { parseSelector } from "./filter-pattern/property-selector.ts";
import { checkWatching, Dimensions, MetricQueries, Period, Statistic, toAlarmQuery } from "./alarm-query.ts";

export const CloudwatchLogGroup = resourceType(
  "aws_cloudwatch_log_group",
  attributes(
    {
      name: z.string().min(1).max(512),
      /** A key of the stack; it takes no id and no alias (CloudWatch Logs API reference, AssociateKmsKey). */
      kms_key_id: z
        .string()
        .regex(/^arn:[^:]+:kms:[^:]*:\d*:key\/.+$/, "is not the ARN of a key, the only form taken here")
        .optional(),
      // Metric filters need the standard class.
      log_group_class: z.literal("STANDARD").optional(),
    },
    {
      "nothing here lives long enough to expire": "retention_in_days",
      "about `terraform destroy`, which does not happen here": "skip_destroy deletion_protection_enabled",
    },
  ),
  ({ name }, _place, account) => ({ arn: toArn(account, "logs", `log-group:${name}`), id: name }),
);

/** Text that the parser takes; what it throws is the message. */
const parsedBy = (parse: (text: string) => unknown) =>
  z.string().superRefine((text, context) => {
    try {
      parse(text);
    } catch (error) {
      context.addIssue({ code: "custom", message: error instanceof Error ? error.message : String(error) });
    }
  });

const NumberText = z
  .string()
  .refine((text) => text.trim() !== "" && Number.isFinite(Number(text)), "must be a number");
const SelectorText = parsedBy(parseSelector);

const MetricTransformation = z.strictObject({
  name: z.string().min(1).max(255),
  namespace: z
    .string()
    .min(1)
    .max(255)
    .refine((text) => !text.startsWith("AWS/"), "is reserved for AWS"),
  value: z.union([NumberText, SelectorText], "must be a number or a selector such as $.duration"),
  default_value: NumberText.optional(),
  // A label of the datapoints. Alarms that name a unit are refused, so that it cannot matter.
  unit: inert(),
});

export const CloudwatchLogMetricFilter = resourceType(
  "aws_cloudwatch_log_metric_filter",
  attributes({
    name: z.string().min(1).max(512),
    log_group_name: z.string().min(1),
    pattern: parsedBy(parseFilterPattern).max(1024),
    metric_transformation: blocks(MetricTransformation).refine(
      (all) => all.length === 1,
      "takes exactly one block",
    ),
    apply_on_transformed_logs: z.literal(false).optional(),
  }),
  ({ name }) => ({ id: name }),
);
export type LogMetricFilterConfig = ConfigOf<typeof CloudwatchLogMetricFilter>;

const Actions = z.array(z.string()).max(5).default([]);

export const CloudwatchMetricAlarm = resourceType(
  "aws_cloudwatch_metric_alarm",
  attributes({
    alarm_name: z.string().min(1).max(255),
    alarm_description: z.string().max(1024).optional(),
    comparison_operator: z.literal(
      "GreaterThanOrEqualToThreshold",
      "only GreaterThanOrEqualToThreshold is supported by the local cloud",
    ),
    threshold: z.number(),
    evaluation_periods: z.int().positive(),
    datapoints_to_alarm: z.int().positive().optional(),
    namespace: z.string().min(1).optional(),
    metric_name: z.string().min(1).optional(),
    dimensions: Dimensions.optional(),
    period: Period.optional(),
    statistic: Statistic.optional(),
    metric_query: MetricQueries,
    treat_missing_data: z.enum(["missing", "ignore", "breaching", "notBreaching"]).default("missing"),
    actions_enabled: z.boolean().default(true),
    alarm_actions: Actions,
    ok_actions: Actions,
    insufficient_data_actions: Actions,
  })
    .refine(({ datapoints_to_alarm: needed, evaluation_periods }) => (needed ?? 1) <= evaluation_periods, {
      error: "datapoints_to_alarm is more than evaluation_periods",
    })
    .superRefine(checkWatching)
    .refine((alarm) => alarm.evaluation_periods * toAlarmQuery(alarm).period <= 7 * 24 * 3600, {
      error: "evaluation_periods times period is more than a week",
    }),
  ({ alarm_name }, _place, account) => ({
    arn: toArn(account, "cloudwatch", `alarm:${alarm_name}`),
    id: alarm_name,
  }),
);
export type MetricAlarmConfig = ConfigOf<typeof CloudwatchMetricAlarm>;

export const CloudwatchDashboard = resourceType(
  "aws_cloudwatch_dashboard",
  attributes({ dashboard_name: z.string().min(1).max(255) }, { "nothing draws it here": "dashboard_body" }),
  ({ dashboard_name }, _place, account) => ({
    // Dashboards belong to no region.
    dashboard_arn: toArn(account, "cloudwatch", `dashboard/${dashboard_name}`, "global"),
    id: dashboard_name,
  }),
);
