// One entry of the local cloud's log, read from its JSON line.
import { z } from "zod";

const LogEntry = z.looseObject({
  time: z.string(),
  level: z.enum(["DEBUG", "INFO", "WARN", "ERROR"]),
  source: z.string(),
  message: z.string(),
});

export type LogEntry = z.infer<typeof LogEntry>;

const parseJson = (line: string): unknown => {
  try {
    return JSON.parse(line);
  } catch {
    return undefined;
  }
};

/** Undefined for a line that is none. */
export const parseLogEntry = (line: string): LogEntry | undefined => LogEntry.safeParse(parseJson(line)).data;
