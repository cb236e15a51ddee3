// The metric filters of a synthesised stack, evaluated against lines that its functions emitted.
import { parseFilterPattern, parseSelector, toLogLine } from "@message-handler/local-cloud/logs";
import type { LogLine } from "./running-system.ts";

type Filter = {
  readonly name: string;
  readonly log_group_name: string;
  readonly pattern: string;
  readonly metric_transformation: { readonly name: string; readonly value: string };
};
type Named<T> = Readonly<Record<string, T>>;
type StackFile = {
  readonly resource: {
    readonly aws_cloudwatch_log_group: Named<{ readonly name: string }>;
    readonly aws_cloudwatch_log_metric_filter: Named<Filter>;
  };
};

export type LogFilter = {
  readonly name: string;
  readonly metric: string;
  /** The name of the function whose lines it sees. */
  readonly function: string;
  readonly matches: (line: EmittedLine) => boolean;
  /** What a line that matches adds to the metric. */
  readonly valueOf: (line: EmittedLine) => unknown;
};

export type EmittedLine = { readonly function: string; readonly text: string };

const functionLogs = "/aws/lambda/";

/** Those of the functions' logs. */
export const readLogFilters = (stackText: string): readonly LogFilter[] => {
  const { resource } = JSON.parse(stackText) as StackFile;
  return Object.values(resource.aws_cloudwatch_log_metric_filter).flatMap((filter) => {
    const [, label = ""] = /^\$\{aws_cloudwatch_log_group\.(.+)\.name\}$/.exec(filter.log_group_name) ?? [];
    const group = resource.aws_cloudwatch_log_group[label]?.name;
    if (group === undefined) throw new Error(`${filter.name} watches no log group of the stack`);
    if (!group.startsWith(functionLogs)) return [];
    const { name: metric, value } = filter.metric_transformation;
    const matches = parseFilterPattern(filter.pattern);
    return {
      name: filter.name,
      metric,
      function: group.slice(functionLogs.length),
      matches: ({ text }) => matches(toLogLine(text)),
      valueOf: ({ text }) =>
        value.startsWith("$") ? parseSelector(value)(toLogLine(text).object() ?? {}) : Number(value),
    };
  });
};

/** Lambda reports a success where the handler threw; the local cloud's own log calls it a failure. */
const toRecord = ({ status, errorType, ...fields }: Readonly<Record<string, unknown>>): object =>
  status === "failure"
    ? { ...fields, status: "success" }
    : { ...fields, status, ...(errorType === undefined ? {} : { errorType }) };

/** What the runtime logs of a thrown error, which the local cloud's own log takes apart. */
const toSaid = ({ message, errorType, stackTrace, ...fields }: Readonly<Record<string, unknown>>): object =>
  typeof errorType === "string" && stackTrace !== undefined
    ? {
        ...fields,
        message: { errorType, errorMessage: String(message).slice(errorType.length + 2), stackTrace },
      }
    : { ...fields, message };

/**
 * The line as the function or Lambda wrote it. The local cloud's log spreads its fields among its own: `own` holds
 * what they hid, and Lambda's events have their type for a message.
 */
const toEmittedLine = ({ source, time, level, message, own, ...fields }: LogLine): EmittedLine => {
  const line = String(message).startsWith("platform.")
    ? { time, type: message, record: toRecord(fields) }
    : { ...toSaid({ ...fields, message }), level, ...(own as object | undefined) };
  return { function: source.replace("lambda:", ""), text: JSON.stringify(line) };
};

export const toEmittedLines = (log: readonly LogLine[]): readonly EmittedLine[] =>
  log.filter(({ source }) => source.startsWith("lambda:")).map(toEmittedLine);

/** What CloudWatch would have counted: the sum of each metric, those that stayed at nothing included. */
export const countMetrics = (
  filters: readonly LogFilter[],
  lines: readonly EmittedLine[],
): Readonly<Record<string, number>> => {
  const sums: Record<string, number> = Object.fromEntries(filters.map(({ metric }) => [metric, 0]));
  for (const filter of filters)
    for (const line of lines) {
      if (line.function !== filter.function || !filter.matches(line)) continue;
      sums[filter.metric] = (sums[filter.metric] ?? 0) + Number(filter.valueOf(line));
    }
  return sums;
};
