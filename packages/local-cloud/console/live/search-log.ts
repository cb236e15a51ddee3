// Finds the kept entries of the log that hold a text, not only those this page has seen.
import { callControl } from "./control.ts";
import type { LogEntry } from "./wire.ts";

type Found = { readonly id: number; readonly entry: Omit<LogEntry, "id" | "fields"> };

const toEntry = ({ id, entry: { time, level, source, message, ...fields } }: Found): LogEntry => ({
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
  const found = await callControl<readonly Found[]>("Searching the log", `log?${query}`);
  return found.map(toEntry);
};
