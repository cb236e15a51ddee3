// What a function says of messages: processed, rejected, to be retried, postponed.
import { z } from "zod";
import type { LogEntry } from "./log-entry.ts";
import type { ReadingContext } from "./reading-context.ts";
import { toDuration, type Piece, type ScreenEvent } from "./screen-event.ts";

const Ids = z.object({ request_id: z.string().optional(), sqs_message_id: z.string().optional() });
const Batch = z.object({
  messages: z.array(Ids.extend({ outcome: z.string(), age_ms: z.number().optional() })),
});
const Rejection = Ids.extend({
  code: z.string(),
  fields: z.array(z.object({ path: z.string() })).optional(),
});
const Failure = Ids.extend({ code: z.string(), detail: z.string().optional() });
const Retry = Ids.extend({ receive_count: z.number(), retry_delay_seconds: z.number().optional() });

const Postponement = Ids.extend({ postpone_seconds: z.number() });

type Read = (entry: LogEntry, context: ReadingContext) => readonly ScreenEvent[] | undefined;

/** `PutObject failed: …` → `PutObject` */
const callIn = (detail = ""): string => /^(\w+) failed\b/.exec(detail)?.[1] ?? "";

/** These have lines of their own. */
const toldBefore = new Set(["Rejected", "Failed", "Postponed"]);
/** After these the message comes again. */
const unfinished = new Set(["Failed", "Postponed"]);

const totalOf = (outcome: string): Pick<ScreenEvent, "total"> => {
  if (outcome === "Recorded") return { total: "processed" };
  return outcome === "Duplicate" ? { total: "duplicate" } : {};
};

const readBatch: Read = (entry, context) =>
  Batch.safeParse(entry).data?.messages.flatMap(({ outcome, age_ms: ms, ...ids }): ScreenEvent[] => {
    context.rememberDelivery(ids);
    if (!unfinished.has(outcome)) context.forgetPostponed(ids);
    if (toldBefore.has(outcome)) return [];
    const kind: Piece =
      outcome === "Recorded" ? { text: "processed", tone: "good" } : { text: outcome.toLowerCase() };
    return [
      {
        time: entry.time,
        pieces: [
          kind,
          { text: context.toSubject(ids) },
          ...(ms === undefined ? [] : [{ text: toDuration(ms), tone: "faint" as const }]),
        ],
        kind,
        ms,
        ...totalOf(outcome),
      },
    ];
  });

const readRejection: Read = (entry, context) => {
  const { data } = Rejection.safeParse(entry);
  if (data === undefined) return undefined;
  context.rememberDelivery(data);
  const paths = (data.fields ?? []).map(({ path }) => path).join(", ");
  const kind: Piece = { text: "rejected", tone: "warn" };
  return [
    {
      time: entry.time,
      pieces: [
        kind,
        { text: context.toSubject(data) },
        { text: paths === "" ? data.code : paths, gives: true },
      ],
      kind,
      total: "rejected",
    },
  ];
};

/** The reason is kept for the line that says when the retry comes. */
const readFailure: Read = (entry, context) => {
  const { data } = Failure.safeParse(entry);
  if (data === undefined) return undefined;
  context.rememberDelivery(data);
  const { sqs_message_id: id, code, detail } = data;
  if (id !== undefined) context.rememberFailure(id, `${callIn(detail)} ${code}`.trimStart());
  return [];
};

const readRetry: Read = (entry, context) => {
  const { data } = Retry.safeParse(entry);
  if (data === undefined) return undefined;
  const { receive_count: delivery, retry_delay_seconds: seconds } = data;
  const isLast = delivery === context.deliveriesOf(entry.source.replace(/^lambda:/, ""));
  const wait = seconds === undefined ? "" : ` in ${toDuration((seconds * 1000) / context.speed)}`;
  const kind: Piece = isLast
    ? { text: "last delivery failed", tone: "bad" }
    : { text: "retry", tone: "warn" };
  const told: Piece = isLast ? kind : { ...kind, text: `retry ${delivery}${wait}` };
  return [
    {
      time: entry.time,
      pieces: [
        told,
        { text: context.toSubject(data) },
        { text: context.failureOf(data.sqs_message_id) ?? "", gives: true },
      ],
      kind,
      total: "failed",
    },
  ];
};

const toWaiting = (count: number, failure: string): string => {
  if (count === 0) return "none waits any more";
  const why = failure === "" ? "" : ` (${failure})`;
  return `${count} ${count === 1 ? "waits" : "wait"}, none lost${why}`;
};

/** Not a retry: it uses up no delivery. */
const readPostponement: Read = (entry, context) => {
  const { data } = Postponement.safeParse(entry);
  if (data === undefined) return undefined;
  context.rememberPostponed(data);
  const failure = context.failureOf(data.sqs_message_id) ?? "";
  const kind: Piece = { text: "postponed", tone: "warn" };
  const wait = toDuration((data.postpone_seconds * 1000) / context.speed);
  return [
    {
      time: entry.time,
      pieces: [
        { ...kind, text: `postponed for ${wait}` },
        { text: context.toSubject(data) },
        { text: failure, gives: true },
      ],
      kind,
      together: () => toWaiting(context.postponedCount(), failure),
      total: "postponed",
    },
  ];
};

const readers: ReadonlyMap<string, Read> = new Map([
  ["batch ending", readBatch],
  ["batch ended", readBatch],
  ["message rejected", readRejection],
  ["delivery failed", readFailure],
  ["retry delayed", readRetry],
  ["retry not delayed", readRetry],
  ["message postponed", readPostponement],
]);

export const readMessage: Read = (entry, context) =>
  entry.source.startsWith("lambda:") ? readers.get(entry.message)?.(entry, context) : undefined;
