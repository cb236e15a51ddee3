// Finds the kept entries of the log that hold a text, not only those this page has seen.
import { callControl } from "./control.ts";
import type { LogEntry } from "./wire.ts";

type Line = Omit<LogEntry, "fields">;

/** A line of the log with its number. */
export const toEntry = ({ id, time, level, source, message, ...fields }: Line): LogEntry => ({
  id,
  time,
  level,
  source,
  message,
  fields,
});

/** The newest `limit` of them, oldest first. */
export const searchLog = async (containing: string, limit = 200): Promise<readonly LogEntry[]> => {
  const query = new URLSearchParams({ containing, limit: String(limit) });
  const lines = await callControl<readonly Line[]>("Searching the log", `log?${query}`);
  return lines.map(toEntry);
};
