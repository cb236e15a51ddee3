// The body of a dashboard: its widgets, and the metrics, alarms and log groups that they name.
// https://docs.aws.amazon.com/AmazonCloudWatch/latest/APIReference/CloudWatch-Dashboard-Body-Structure.html
import { z } from "zod";
import type { MetricId } from "../services/cloudwatch/metrics/metrics.ts";

const position = {
  x: z.int().min(0).max(23).optional(),
  y: z.int().min(0).optional(),
  width: z.int().min(1).max(24).optional(),
  height: z.int().min(1).max(1000).optional(),
};

/** Options of a line: how it is drawn; with `expression` it is computed from others. */
const Options = z.looseObject({ expression: z.string().optional() });

/** Texts, and options at the end. */
const MetricEntry = z.array(z.union([z.string(), Options])).min(1);

const Widget = z.discriminatedUnion("type", [
  z.strictObject({
    ...position,
    type: z.literal("metric"),
    // How it is drawn makes no difference here; graphs of alarms alone have no metrics.
    properties: z.looseObject({
      metrics: z.array(MetricEntry).optional(),
      annotations: z.looseObject({ alarms: z.array(z.string()).optional() }).optional(),
    }),
  }),
  z.strictObject({
    ...position,
    type: z.literal("alarm"),
    properties: z.looseObject({ alarms: z.array(z.string()).min(1) }),
  }),
  z.strictObject({
    ...position,
    type: z.literal("log"),
    properties: z.looseObject({ query: z.string() }),
  }),
  z.strictObject({
    ...position,
    type: z.literal("text"),
    properties: z.looseObject({ markdown: z.string() }),
  }),
]);

const DashboardBody = z.strictObject({
  start: z.string().optional(),
  end: z.string().optional(),
  periodOverride: z.enum(["auto", "inherit"]).optional(),
  widgets: z.array(Widget).max(500),
});
type Widget = z.infer<typeof Widget>;

export type Named = {
  readonly metrics: readonly MetricId[];
  readonly alarmArns: readonly string[];
  readonly logGroups: readonly string[];
};

/** `.` stands for the same place of the entry before, `...` for all of it up to the last values. */
const spellOut = (entry: readonly string[], before: readonly string[]): readonly string[] => {
  if (entry[0] === "...") {
    const values = entry.slice(1);
    return [...before.slice(0, before.length - values.length), ...values];
  }
  return entry.map((text, index) => (text === "." ? (before[index] ?? text) : text));
};

/** Throws a sentence for an entry whose dimensions are not pairs. */
const toMetric = (parts: readonly string[]): MetricId => {
  const [namespace = "", name = "", ...rest] = parts;
  if (name === "" || rest.length % 2 === 1)
    throw new Error(`${JSON.stringify(parts)} is not a namespace, a name, and pairs of dimension and value`);
  const pairs = Array.from({ length: rest.length / 2 }, (_, pair) => rest.slice(2 * pair, 2 * pair + 2));
  return { namespace, name, dimensions: Object.fromEntries(pairs as [string, string][]) };
};

const metricsOf = (entries: readonly z.infer<typeof MetricEntry>[]): readonly MetricId[] => {
  let before: readonly string[] = [];
  return entries.flatMap((entry) => {
    const texts = entry.filter((part) => typeof part === "string");
    const isComputed = entry.some((part) => typeof part !== "string" && part.expression !== undefined);
    if (texts.length === 0 && isComputed) return [];
    before = spellOut(texts, before);
    return [toMetric(before)];
  });
};

/** `SOURCE 'group' | SOURCE 'other' | fields @message` */
const groupsOf = (query: string): readonly string[] =>
  [...query.matchAll(/\bSOURCE\s+'([^']+)'/g)].map(([, group = ""]) => group);

const namedBy = (widget: Widget): Named => {
  switch (widget.type) {
    case "metric": {
      const { metrics = [], annotations } = widget.properties;
      return { metrics: metricsOf(metrics), alarmArns: annotations?.alarms ?? [], logGroups: [] };
    }
    case "alarm":
      return { metrics: [], alarmArns: widget.properties.alarms, logGroups: [] };
    case "log":
      return { metrics: [], alarmArns: [], logGroups: groupsOf(widget.properties.query) };
    case "text":
      break;
  }
  return { metrics: [], alarmArns: [], logGroups: [] };
};

/** Everything that the widgets show. Throws an error that says what is wrong with the body. */
export const readDashboardBody = (text: string): Named => {
  const decoded = DashboardBody.safeParse(JSON.parse(text));
  if (!decoded.success) throw new Error(z.prettifyError(decoded.error));
  const named = decoded.data.widgets.map(namedBy);
  return {
    metrics: named.flatMap(({ metrics }) => metrics),
    alarmArns: named.flatMap(({ alarmArns }) => alarmArns),
    logGroups: named.flatMap(({ logGroups }) => logGroups),
  };
};
