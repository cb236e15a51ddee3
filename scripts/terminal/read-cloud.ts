// What the cloud does by itself or is told to: alarms, dead letters, redrives, faults.
import { z } from "zod";
import type { LogEntry } from "./log-entry.ts";
import type { ReadingContext } from "./reading-context.ts";
import type { Piece, ScreenEvent } from "./screen-event.ts";

type Read = (entry: LogEntry, context: ReadingContext) => readonly ScreenEvent[] | undefined;

const Alarm = z.object({ alarm: z.string(), from: z.string(), to: z.string() });
const DeadLetter = z.object({ dead_letter_queue: z.string(), sqs_message_id: z.string() });

const readAlarm: Read = (entry, { toShortName }) => {
  const { data } = Alarm.safeParse(entry);
  if (data === undefined) return undefined;
  const { alarm, from, to } = data;
  // A stack that starts has no data, and each of its alarms finds out that nothing is wrong.
  if (from !== "ALARM" && to !== "ALARM") return [];
  const kind: Piece = { text: to, tone: to === "ALARM" ? "bad" : "good" };
  return [{ time: entry.time, pieces: [kind, { text: toShortName(alarm), gives: true }], kind }];
};

const readDeadLetter: Read = (entry, context) => {
  const { data } = DeadLetter.safeParse(entry);
  if (data === undefined) return undefined;
  context.forgetPostponed(data);
  const kind: Piece = { text: "dead letter", tone: "bad" };
  const failure = context.failureOf(data.sqs_message_id) ?? "";
  return [
    {
      time: entry.time,
      pieces: [kind, { text: context.toSubject(data) }, { text: failure, gives: true }],
      kind,
    },
  ];
};

const MoveTask = z.object({
  to_move: z.number().optional(),
  moved: z.number().optional(),
  reason: z.string().optional(),
});

const readMoveTask: Read = (entry) => {
  const end = /^move task (\w+)$/.exec(entry.message)?.[1];
  const { data } = MoveTask.safeParse(entry);
  if (end === undefined || data === undefined) return undefined;
  const { to_move: toMove, moved, reason = "" } = data;
  const kind: Piece = { text: `redrive ${end}`, tone: end === "failed" ? "bad" : "good" };
  const counts = [
    toMove === undefined ? [] : `${toMove} to move`,
    moved === undefined ? [] : `${moved} moved`,
  ];
  const told = [...counts.flat(), reason].join(" ").trimEnd();
  return [{ time: entry.time, pieces: [kind, { text: told, gives: true }], kind }];
};

const FaultRule = z.object({
  service: z.string(),
  operation: z.string().optional(),
  effect: z.object({ type: z.string(), code: z.string().optional() }),
});
const FaultRules = z.object({ rules: z.array(FaultRule).default([]) });

/** The rules that are set, not each call that they meet: what follows from those is told anyway. */
const readFaults: Read = (entry) => {
  const { data } = FaultRules.safeParse(entry);
  if ("effect" in entry || data === undefined) return [];
  const rules = data.rules.map(({ service, operation = "", effect: { type, code = type } }) =>
    [service, operation, code].filter((part) => part !== "").join(" "),
  );
  const kind: Piece =
    rules.length === 0 ? { text: "faults cleared", tone: "good" } : { text: "faults set", tone: "warn" };
  return [{ time: entry.time, pieces: [kind, { text: rules.join(", "), gives: true }], kind }];
};

const readers: ReadonlyMap<string, readonly Read[]> = new Map([
  ["cloudwatch", [readAlarm]],
  ["sqs", [readDeadLetter, readMoveTask]],
  ["faults", [readFaults]],
]);

export const readCloud: Read = (entry, context) => {
  for (const read of readers.get(entry.source) ?? []) {
    const events = read(entry, context);
    if (events !== undefined) return events;
  }
  return undefined;
};
