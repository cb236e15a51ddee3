// Reads a line that a function wrote: its level, and how it looks in the local cloud's own log.
import type { Level } from "../../../core/log.ts";

export type FunctionLevel = "TRACE" | "DEBUG" | "INFO" | "WARN" | "ERROR" | "FATAL";

const severities: readonly FunctionLevel[] = ["TRACE", "DEBUG", "INFO", "WARN", "ERROR", "FATAL"];

export const isAtLeast = (level: FunctionLevel, lowest: FunctionLevel): boolean =>
  severities.indexOf(level) >= severities.indexOf(lowest);

const toFunctionLevel = (value: unknown): FunctionLevel | undefined =>
  severities.find((severity) => typeof value === "string" && severity === value.toUpperCase());

type JsonObject = Readonly<Record<string, unknown>>;

export const parseJsonObject = (line: string): JsonObject | undefined => {
  if (!line.startsWith("{")) return undefined;
  try {
    // Text that begins with a brace and parses can only be an object.
    return JSON.parse(line) as JsonObject;
  } catch {
    return undefined;
  }
};

/** INFO where the line does not say: so does Lambda, https://docs.aws.amazon.com/lambda/latest/dg/monitoring-cloudwatchlogs-log-level.html */
export const levelOf = (line: string): FunctionLevel =>
  toFunctionLevel(parseJsonObject(line)?.["level"]) ?? "INFO";

const ownLevels: Readonly<Record<FunctionLevel, Level>> = {
  TRACE: "DEBUG",
  DEBUG: "DEBUG",
  INFO: "INFO",
  WARN: "WARN",
  ERROR: "ERROR",
  FATAL: "ERROR",
};

export type OwnEntry = { readonly level: Level; readonly message: string; readonly fields: JsonObject };

const summarise = (value: unknown): string =>
  typeof value === "string" ? value : JSON.stringify(value ?? "");

/**
 * The line as an entry of the local cloud's log: the function's fields stand among its own, and those that
 * would hide one of them (`time`, `source`) under `own`.
 */
export const toOwnEntry = (line: string): OwnEntry => {
  const level = ownLevels[levelOf(line)];
  const object = parseJsonObject(line);
  if (object === undefined) return { level, message: line, fields: {} };
  const { message, level: saidLevel, time, source, ...fields } = object;
  const hidden = { ...(saidLevel === level ? {} : { level: saidLevel }), time, source };
  const own = Object.fromEntries(Object.entries(hidden).filter(([, value]) => value !== undefined));
  return {
    level,
    message: summarise(message),
    fields: { ...fields, ...(Object.keys(own).length === 0 ? {} : { own }) },
  };
};
