// The local cloud's own log: one JSON line per event on stdout.

export type Level = "DEBUG" | "INFO" | "WARN" | "ERROR";

/** `source` names the part that speaks: "api-gateway", "iam", "lambda:NAME", … */
export type Log = (
  level: Level,
  source: string,
  message: string,
  fields?: Readonly<Record<string, unknown>>,
) => void;

export const makeLog =
  (write: (line: string) => void, now: () => Date): Log =>
  (level, source, message, fields = {}) => {
    write(`${JSON.stringify({ ...fields, time: now().toISOString(), level, source, message })}\n`);
  };

/**
 * Once it ends, what breaks off breaks off because it was told to: warnings and errors of the local cloud's own become
 * details. What functions say keeps its level.
 */
export const quietAtTheEnd =
  (log: Log, isEnding: () => boolean): Log =>
  (level, source, message, fields) => {
    const isNoise = (level === "WARN" || level === "ERROR") && !source.startsWith("lambda:");
    log(isNoise && isEnding() ? "DEBUG" : level, source, message, fields);
  };
