// A line that a function wrote: its level, and the entry it makes in the local cloud's own log.
import { inspect } from "node:util";
import { z } from "zod";
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
  /**
   * The function's fields stand among the log's own, without its `timestamp`, as the log has a time; those that would hide one of them (`time`, `source`) under `own`.
   */
  readonly entry: { readonly level: Level; readonly message: string; readonly fields: JsonObject };
};

const LoggedError = z.looseObject({ errorType: z.string(), errorMessage: z.string() });

/** A message that is no text: an error, as Lambda's runtime logs one, taken apart; anything else as a console shows it. */
const toMessage = (value: unknown): { readonly message: string; readonly fields: JsonObject } => {
  if (typeof value === "string" || value === undefined) return { message: value ?? "", fields: {} };
  const error = LoggedError.safeParse(value);
  if (!error.success) return { message: inspect(value, { breakLength: Infinity }), fields: {} };
  const { errorMessage, ...fields } = error.data;
  return { message: `${fields.errorType}: ${errorMessage}`, fields };
};

export const toFunctionLine = (text: string): FunctionLine => {
  const object = text.startsWith("{") ? parseObject(text) : undefined;
  const level = toFunctionLevel(object?.["level"]);
  const logLevel = logLevels[level];
  if (object === undefined) return { level, entry: { level: logLevel, message: text, fields: {} } };
  const { message: said, level: saidLevel, time, source, timestamp: _when, ...rest } = object;
  const { message, fields: ofMessage } = toMessage(said);
  const hidden = { ...(saidLevel === logLevel ? {} : { level: saidLevel }), time, source };
  const own = Object.fromEntries(Object.entries(hidden).filter(([, value]) => value !== undefined));
  const all = { ...rest, ...ofMessage, ...(Object.keys(own).length === 0 ? {} : { own }) };
  return { level, entry: { level: logLevel, message, fields: all } };
};
