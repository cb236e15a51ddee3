// An access line of the API: `POST /v1/messages 202 4 ms fc0daad3`, or `… 400 2 ms InvalidBody`.
import { z } from "zod";
import type { LogEntry } from "./log-entry.ts";
import type { ReadingContext } from "./reading-context.ts";
import { toDuration, toShortId, type ScreenEvent, type Tone } from "./screen-event.ts";

const AccessLine = z.object({
  method: z.string(),
  path: z.string(),
  status: z.number(),
  latency_ms: z.number().optional(),
  request_id: z.string().optional(),
  subject: z.string().optional(),
  reason: z.string().optional(),
});

const toTone = (status: number): Tone => {
  if (status >= 500) return "bad";
  return status >= 400 ? "warn" : "good";
};

/** Many requests about messages of their own are one kind of request. */
const withoutIds = (path: string): string => path.replaceAll(/[\da-f]{8}-[\da-f-]{27}/gi, "{id}");

export const readRequest = (entry: LogEntry, context: ReadingContext): readonly ScreenEvent[] | undefined => {
  if (entry.source !== "api-gateway") return undefined;
  const { data } = AccessLine.safeParse(entry);
  if (data === undefined) return undefined;
  const { method, path, status, latency_ms: ms, request_id, subject, reason = "" } = data;
  if (request_id !== undefined && subject !== undefined) context.rememberRequest(request_id, subject);
  const tone = toTone(status);
  return [
    {
      time: entry.time,
      pieces: [
        { text: method },
        { text: path, gives: true },
        { text: String(status), tone },
        ...(ms === undefined ? [] : [{ text: toDuration(ms), tone: "faint" as const }]),
        ...(subject === undefined ? [] : [{ text: toShortId(subject) }]),
        { text: reason, gives: true },
      ],
      kind: { text: `${method} ${withoutIds(path)} ${status} ${reason}`.trimEnd(), tone },
      ms,
      ...(method === "POST" && tone === "good" ? { total: "accepted" } : {}),
    },
  ];
};
