// Which entries of the log are shown.
import type { LogEntry } from "../live/wire.ts";

export type LogFilter = {
  /** The lowest. */
  readonly level: LogEntry["level"];
  /** Empty for all. */
  readonly source: string;
  /** Looked for in the whole entry, whatever its case. */
  readonly text: string;
  /** Without what Lambda says of invocations that went well. */
  readonly isCalm: boolean;
};

export const levels = ["DEBUG", "INFO", "WARN", "ERROR"] as const satisfies readonly LogEntry["level"][];

/** Starts, reports and the like; a failure that the report hides has another status here. */
const isRoutine = ({ level, source, message, fields }: LogEntry): boolean =>
  source.startsWith("lambda:") &&
  message.startsWith("platform.") &&
  (level === "DEBUG" || level === "INFO") &&
  fields["status"] !== "failure";

const holds = ({ message, source, fields }: LogEntry, text: string): boolean =>
  [message, source, JSON.stringify(fields)].some((part) => part.toLowerCase().includes(text));

/** The newest `most` that pass, newest first. */
export const filterLog = (
  log: readonly LogEntry[],
  { level, source, text, isCalm }: LogFilter,
  most: number,
): readonly LogEntry[] => {
  const lowest = levels.indexOf(level);
  const wanted = text.trim().toLowerCase();
  const found: LogEntry[] = [];
  for (let index = log.length - 1; index >= 0 && found.length < most; index -= 1) {
    const entry = log[index];
    if (entry === undefined || levels.indexOf(entry.level) < lowest) continue;
    if (source !== "" && entry.source !== source) continue;
    if (isCalm && isRoutine(entry)) continue;
    if (wanted === "" || holds(entry, wanted)) found.push(entry);
  }
  return found;
};
