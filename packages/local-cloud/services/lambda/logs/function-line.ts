// A line that a function wrote: its level, and the entry it makes in the local cloud's own log.
import { parseObject } from "../../../core/json.ts";
import type { Level } from "../../../core/log.ts";

type FunctionLevel = "TRACE" | "DEBUG" | "INFO" | "WARN" | "ERROR" | "FATAL";

const severities: readonly FunctionLevel[] = ["TRACE", "DEBUG", "INFO", "WARN", "ERROR", "FATAL"];

export const isAtLeast = (level: FunctionLevel, lowest: FunctionLevel): boolean =>
  severities.indexOf(level) >= severities.indexOf(lowest);

/** INFO where the line does not say: so does Lambda, https://docs.aws.amazon.com/lambda/latest/dg/monitoring-cloudwatchlogs-log-level.html */
const toFunctionLevel = (value: unknown): FunctionLevel =>
  severities.find((severity) => typeof value === "string" && severity === value.toUpperCase()) ?? "INFO";

const logLevels: Readonly<Record<FunctionLevel, Level>> = {
  TRACE: "DEBUG",
  DEBUG: "DEBUG",
  INFO: "INFO",
  WARN: "WARN",
  ERROR: "ERROR",
  FATAL: "ERROR",
};

type JsonObject = Readonly<Record<string, unknown>>;

type FunctionLine = {
  readonly level: FunctionLevel;
  /** The function's fields stand among the log's own; those that would hide one of them (`time`, `source`) under `own`. */
  readonly entry: { readonly level: Level; readonly message: string; readonly fields: JsonObject };
};

const summarise = (value: unknown): string =>
  typeof value === "string" ? value : JSON.stringify(value ?? "");

export const toFunctionLine = (text: string): FunctionLine => {
  const object = text.startsWith("{") ? parseObject(text) : undefined;
  const level = toFunctionLevel(object?.["level"]);
  const logLevel = logLevels[level];
  if (object === undefined) return { level, entry: { level: logLevel, message: text, fields: {} } };
  const { message, level: saidLevel, time, source, ...fields } = object;
  const hidden = { ...(saidLevel === logLevel ? {} : { level: saidLevel }), time, source };
  const own = Object.fromEntries(Object.entries(hidden).filter(([, value]) => value !== undefined));
  const all = { ...fields, ...(Object.keys(own).length === 0 ? {} : { own }) };
  return { level, entry: { level: logLevel, message: summarise(message), fields: all } };
};
