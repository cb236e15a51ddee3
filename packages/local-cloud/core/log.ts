// The local cloud's own log: one JSON line per event on stdout.

export type Level = "DEBUG" | "INFO" | "WARN" | "ERROR";

/** `source` names the part that logs: "api-gateway", "iam", "lambda:NAME", … */
export type Log = (
  level: Level,
  source: string,
  message: string,
  fields?: Readonly<Record<string, unknown>>,
) => void;

export const makeLog =
  (write: (line: string) => void, now: () => Date): Log =>
  (level, source, message, fields = {}) => {
    const own = { time: now().toISOString(), level, source, message };
    // Twice: they come first, and none of the fields takes their place.
    write(`${JSON.stringify({ ...own, ...fields, ...own })}\n`);
  };
