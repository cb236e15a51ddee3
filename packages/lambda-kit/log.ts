// Structured logs: one JSON line per event, with ids, hashes and codes, never with the content of a message.

export type Level = "INFO" | "WARN" | "ERROR";

export type LogValue =
  string | number | boolean | null | undefined | readonly LogValue[] | { readonly [key: string]: LogValue };

export type LogFields = Readonly<Record<string, LogValue>>;

/** `message` names the event; it is a fixed text, so that it can be searched and counted. */
export type Log = (level: Level, message: string, fields?: LogFields) => void;

export type LogDeps = {
  /** Takes one whole line, its line feed included. */
  readonly write: (line: string) => void;
  readonly now: () => Date;
};

/**
 * Lambda passes a line of JSON on as it is and reads `level` and `timestamp` (RFC 3339) from it:
 * https://docs.aws.amazon.com/lambda/latest/dg/monitoring-cloudwatchlogs-log-level.html
 * No field can take the place of these two or of `message`.
 */
export const makeLog =
  ({ write, now }: LogDeps): Log =>
  (level, message, fields = {}) => {
    const head = { timestamp: now().toISOString(), level, message };
    // Before the fields for whoever reads the line, and after them so that none can take its place.
    write(`${JSON.stringify({ ...head, ...fields, ...head })}\n`);
  };

/** The same log with these fields on every line. */
export const withFields =
  (log: Log, bound: LogFields): Log =>
  (level, message, fields = {}) => {
    log(level, message, { ...bound, ...fields });
  };
