// One message's story: what is known about it from the log, the queues, the bucket and the table, in time.
import { textOf, type Item } from "../aws/item.ts";
import { formatTime } from "../elements/time.ts";
import type { QueuedMessage } from "../../core/state.ts";
import type { LogEntry, Queue } from "../live/wire.ts";
import { formatFacts, isTelling, type Fact } from "./facts.ts";
import { fieldsAbout } from "./mentions.ts";
import { toneOf, type Records } from "./records.ts";

export type Tone = "ok" | "warn" | "danger" | "quiet";

export type Moment = {
  readonly time: string;
  /** The AWS service that it happened in. */
  readonly place: string;
  readonly title: string;
  readonly tone: Tone;
  readonly facts: readonly Fact[];
};

export type InQueue = { readonly queue: Queue; readonly message: QueuedMessage };
export type ArchivedObject = {
  readonly bucket: string;
  readonly key: string;
  readonly size: number;
  readonly modifiedAt: string;
};

export type Known = {
  readonly records: Records;
  /** Fields of the log that say for how many seconds the message waits on AWS, and by how much it waits shorter here. */
  readonly waits: { readonly fields: readonly string[]; readonly speed: number };
  readonly ids: ReadonlySet<string>;
  /** Those about the message, oldest first. */
  readonly entries: readonly LogEntry[];
  readonly inQueues: readonly InQueue[];
  readonly object: ArchivedObject | undefined;
  readonly record: Item | undefined;
};

const tones: Readonly<Record<LogEntry["level"], Tone>> = {
  DEBUG: "quiet",
  INFO: "quiet",
  WARN: "warn",
  ERROR: "danger",
};

const statusOf = ({ source, fields }: LogEntry): number | undefined =>
  source === "api-gateway" && typeof fields["status"] === "number" ? fields["status"] : undefined;

const places: readonly (readonly [start: string, place: string])[] = [
  ["api-gateway", "API Gateway"],
  ["sqs", "SQS"],
  ["lambda:", "Lambda"],
];

const placeOf = ({ source }: LogEntry): string =>
  places.find(([start]) => source.startsWith(start))?.[1] ?? source;

/** A request's line is written with its answer. */
const cameAt = ({ time, fields: { latency_ms: latency } }: LogEntry): string =>
  typeof latency === "number" ? new Date(Date.parse(time) - latency).toISOString() : time;

/** `82` → `82 on AWS, 1.4 here` */
const withLocalWait =
  ({ fields, speed }: Known["waits"]) =>
  ([name, value]: Fact): Fact =>
    speed !== 1 && fields.includes(name)
      ? [name, `${value} on AWS, ${Number((Number(value) / speed).toFixed(1))} here`]
      : [name, value];

const toMoment = (entry: LogEntry, { ids, waits }: Known): Moment => {
  const status = statusOf(entry);
  const about = fieldsAbout(entry, ids) ?? entry.fields;
  // What the title says already, or what is the same on every line.
  const { method: _method, path: _path, status: _status, subject: _subject, ...rest } = about;
  const shown = status === undefined ? about : rest;
  const from = entry.source.startsWith("lambda:") ? { function: entry.source.slice("lambda:".length) } : {};
  return {
    time: status === undefined ? entry.time : cameAt(entry),
    place: placeOf(entry),
    title: entry.message,
    tone: status !== undefined && status >= 400 ? "danger" : tones[entry.level],
    facts: formatFacts({ ...from, ...shown })
      .filter(isTelling)
      .map(withLocalWait(waits)),
  };
};

/** Of a dead letter: SQS puts it where it is when it would be received once more. */
const deadMoment = ({ queue, message }: InQueue): Moment => ({
  time: message.visible_at,
  place: "SQS",
  title: `moved to ${queue.name}`,
  tone: "danger",
  facts: formatFacts({ deliveries: message.receive_count }),
});

/** The SQS id that it went by first: a copy that was sent later, or a redriven one, goes by another. */
const firstSqsId = ({ entries, ids }: Known): string | undefined =>
  entries.map((entry) => fieldsAbout(entry, ids)?.["sqs_message_id"]).find((id) => typeof id === "string");

const isSentAgain = (known: Known, { message }: InQueue): boolean =>
  (firstSqsId(known) ?? message.message_id) !== message.message_id;

const queueMoments = (known: Known, inQueue: InQueue): readonly Moment[] => {
  const { entries, ids } = known;
  const { queue, message } = inQueue;
  const source = message.attributes["DeadLetterQueueSourceArn"]?.split(":").at(-1);
  const isTold = entries.some((entry) => fieldsAbout(entry, ids)?.["dead_letter_queue"] === queue.name);
  const sent: Moment = {
    time: message.sent_at,
    place: "SQS",
    title: `sent to ${source ?? queue.name}${isSentAgain(known, inQueue) ? " again, as a new message" : ""}`,
    tone: "quiet",
    facts: formatFacts({
      sqs_message_id: message.message_id,
      ...(source === undefined
        ? {
            deliveries: message.receive_count,
            state: message.state.replace("_", " "),
            visible_from: formatTime(message.visible_at),
          }
        : {}),
    }),
  };
  return source === undefined || isTold ? [sent] : [sent, deadMoment(inQueue)];
};

/** Where no queue holds what the request sent any more: its first SQS id tells that it put it into one. */
const pastQueueMoment = (known: Known): readonly Moment[] => {
  const request = known.entries.find((entry) => (statusOf(entry) ?? 500) < 300);
  const sent = firstSqsId(known);
  if (request === undefined || sent === undefined) return [];
  if (known.inQueues.some(({ message }) => message.message_id === sent)) return [];
  const facts = formatFacts({ sqs_message_id: sent });
  return [{ time: request.time, place: "SQS", title: "sent to the queue", tone: "quiet", facts }];
};

const recordMoment = ({ records, record }: Known): readonly Moment[] => {
  const time = (records.recordedAt ?? [])
    .map((name) => textOf(record, name))
    .find((value) => value !== undefined);
  if (record === undefined || time === undefined) return [];
  const status = textOf(record, records.status);
  const title = status === undefined ? "on record" : `on record as ${status}`;
  return [{ time, place: "DynamoDB", title, tone: "ok", facts: formatFacts({ table: records.table }) }];
};

/** S3 knows the time to the second: within it, the object came before the record. */
const objectMoment = ({ object }: Known, recorded: readonly Moment[]): readonly Moment[] => {
  if (object === undefined) return [];
  const { bucket, key, size, modifiedAt } = object;
  const latest = new Date(Date.parse(modifiedAt) + 999).toISOString();
  const time = [latest, ...recorded.map((moment) => moment.time)].toSorted()[0] ?? latest;
  const facts = formatFacts({ bucket, key, size: `${size} bytes` });
  return [
    { time: time < modifiedAt ? modifiedAt : time, place: "S3", title: "object written", tone: "ok", facts },
  ];
};

/** Each of the message's ids where it first comes up. */
const withoutRepeats = (moments: readonly Moment[], ids: ReadonlySet<string>): readonly Moment[] => {
  const told = new Set<string>();
  return moments.map((moment) => {
    const facts = moment.facts.filter(([, value]) => !told.has(value));
    for (const [, value] of moment.facts) if (ids.has(value)) told.add(value);
    return { ...moment, facts };
  });
};

/** Oldest first. */
export const toMoments = (known: Known): readonly Moment[] => {
  const recorded = recordMoment(known);
  const past = pastQueueMoment(known);
  const logged = known.entries.flatMap((entry) => {
    const moment = toMoment(entry, known);
    // Right after the request that sent it.
    const sent = past.filter(({ time }) => time === entry.time && moment.place === "API Gateway");
    return [moment, ...sent];
  });
  const all = [
    ...logged,
    ...known.inQueues.flatMap((each) => queueMoments(known, each)),
    ...objectMoment(known, recorded),
    ...recorded,
  ];
  return withoutRepeats(
    all.toSorted((one, other) => one.time.localeCompare(other.time)),
    known.ids,
  );
};

export type Whereabouts = {
  readonly word: string;
  readonly tone: Tone;
  readonly sentence: string;
  readonly next: string | undefined;
};

const inQueue = (known: Known, each: InQueue, queues: readonly Queue[]): Whereabouts => {
  const { queue, message } = each;
  const source = queues.find(({ dead_letter_queue }) => dead_letter_queue === queue.name);
  if (source !== undefined) {
    return {
      word: "Dead letter",
      tone: "danger",
      sentence: `It lies in ${queue.name}, because ${source.max_receive_count ?? "all"} deliveries from ${source.name} failed.`,
      next: `It stays there until it is redriven to ${source.name}, dropped, or too old for the queue.`,
    };
  }
  const most = queue.max_receive_count === null ? "" : ` of ${queue.max_receive_count}`;
  const after =
    queue.dead_letter_queue === null ? "" : `, and after the last one it moves to ${queue.dead_letter_queue}`;
  if (message.state === "visible") {
    const before =
      message.receive_count === 0 ? "not delivered yet" : `delivered ${message.receive_count}${most} times`;
    return {
      word: "Queued",
      tone: "warn",
      sentence: `It waits in ${queue.name}, ${before}.`,
      next: `Whoever reads the queue gets it next${after}.`,
    };
  }
  if (message.state === "delayed" && isSentAgain(known, each)) {
    return {
      word: "Postponed",
      tone: "warn",
      sentence: `A copy of it waits in ${queue.name}: after a failure it was sent there again with a delay, which uses up none of its deliveries.`,
      next: `It is delivered from ${formatTime(message.visible_at)} on.`,
    };
  }
  if (message.state === "delayed") {
    const sentence = `It lies in ${queue.name} and is delayed.`;
    return {
      word: "Delayed",
      tone: "warn",
      sentence,
      next: `It is delivered from ${formatTime(message.visible_at)} on.`,
    };
  }
  return {
    word: message.receive_count > 1 ? "Being retried" : "In flight",
    tone: "warn",
    sentence: `Delivery ${message.receive_count}${most} from ${queue.name} is under way, or has failed and waits for the next.`,
    next: `Unless it is deleted before, it is delivered again from ${formatTime(message.visible_at)} on${after}.`,
  };
};

const ofRecord = ({ record, records }: Known): Whereabouts => {
  const status = textOf(record, records.status);
  return {
    word: status ?? "On record",
    tone: status === undefined ? "danger" : toneOf(records, status),
    sentence: `It is on record in ${records.table}.`,
    next: undefined,
  };
};

const unrecorded = ({ entries }: Known): Whereabouts => {
  const statuses = entries.flatMap((entry) => statusOf(entry) ?? []);
  if (statuses.length > 0 && statuses.every((status) => status >= 400)) {
    return {
      word: "Refused",
      tone: "danger",
      sentence: `The API answered ${statuses.at(-1)}: nothing was queued.`,
      next: "Its sender has to send it again.",
    };
  }
  return {
    word: "Between two places",
    tone: "warn",
    sentence: "It has left the queue and is not on record yet, or it was dropped.",
    next: "This page follows it.",
  };
};

/** Where the message is now, and what happens next. */
export const toWhereabouts = (known: Known, queues: readonly Queue[]): Whereabouts => {
  if (known.record !== undefined) return ofRecord(known);
  const queued = known.inQueues.map((each) => inQueue(known, each, queues));
  return queued[0] ?? unrecorded(known);
};
