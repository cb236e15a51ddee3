// What else went wrong: functions that crash or time out, errors of a function, warnings of the local cloud.
import { z } from "zod";
import type { LogEntry } from "./log-entry.ts";
import type { ReadingContext } from "./reading-context.ts";
import { toDuration, type Piece, type ScreenEvent } from "./screen-event.ts";

const Report = z.object({
  status: z.string(),
  errorType: z.string().optional(),
  metrics: z.object({ durationMs: z.number().optional() }).optional(),
});

/** A handler that throws has logged its error; the process survived it. */
const readReport = (entry: LogEntry, { toShortName }: ReadingContext): readonly ScreenEvent[] => {
  const { data } = Report.safeParse(entry);
  const { status, errorType = "", metrics } = data ?? { status: "success" };
  const isTimeout = status === "timeout";
  if (!isTimeout && !errorType.startsWith("Runtime.")) return [];
  const kind: Piece = { text: isTimeout ? "time-out" : "crash", tone: "bad" };
  const ms = metrics?.durationMs;
  const detail = isTimeout && ms !== undefined ? `after ${toDuration(ms)}` : errorType;
  const name = toShortName(entry.source.replace(/^lambda:/, ""));
  return [{ time: entry.time, pieces: [kind, { text: name }, { text: detail, gives: true }], kind }];
};

/** Each of the deliveries has a line of its own. */
const isToldBefore = ({ source, message }: LogEntry): boolean =>
  (source.startsWith("event-source:") && message.startsWith("the invocation failed (")) ||
  (source.startsWith("lambda:") && /\bAll \d+ deliveries of the batch failed\b/.test(message));

const reasonOf = (entry: LogEntry): string =>
  ["reason", "error", "errorMessage", "detail"]
    .map((name) => entry[name])
    .filter((value) => typeof value === "string")
    .slice(0, 1)
    .map((reason) => `: ${reason}`)
    .join("");

/** Nothing for what nobody has to look at. */
export const readProblem = (entry: LogEntry, context: ReadingContext): readonly ScreenEvent[] => {
  const { time, level, message, source } = entry;
  if (message === "platform.report") return readReport(entry, context);
  if (level === "DEBUG" || level === "INFO" || message.startsWith("platform.") || isToldBefore(entry))
    return [];
  const [service = "", ...name] = source.split(":");
  const origin = [service, ...name.map(context.toShortName)].join(":");
  const tone = level === "ERROR" ? "bad" : "warn";
  return [
    {
      time,
      pieces: [
        { text: level, tone },
        { text: origin, tone: "faint" },
        { text: message + reasonOf(entry), gives: true },
      ],
      kind: { text: `${level} ${origin} ${message}`, tone },
      wraps: true,
    },
  ];
};
