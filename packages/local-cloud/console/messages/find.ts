// Finds what a text names: a message, by any of its ids, or a group of them.
import { getItem, queryIndex } from "../aws/dynamodb.ts";
import { textOf, type Item } from "../aws/item.ts";
import { getObject } from "../aws/s3.ts";
import { sha256 } from "../aws/sha256.ts";
import { toProblem } from "../elements/load.ts";
import type { Live } from "../live/live.ts";
import { peek } from "../live/queued.ts";
import { searchLog } from "../live/search-log.ts";
import type { LogEntry, State } from "../live/wire.ts";
import { fieldsAbout, gatherLines, requestIdsOf } from "./mentions.ts";
import { objectKeyOf, subjectOf, type Records } from "./records.ts";
import type { InQueue, Known } from "./story.ts";

/** A content's hash as it was computed here, and as somebody else has it. */
export type HashCheck = { readonly of: string; readonly hash: string | undefined };

export type FoundMessage = {
  readonly kind: "message";
  readonly id: string;
  readonly known: Known;
  readonly text: string | undefined;
  /** Of the text. */
  readonly computed: string | undefined;
  readonly checks: readonly HashCheck[];
  /** What could not be asked, each a sentence. */
  readonly problems: readonly string[];
};

export type Found =
  | FoundMessage
  | { readonly kind: "group" }
  /** Neither the log nor a queue knows it; a record may still have it as its request's id. */
  | { readonly kind: "unknown"; readonly problems: readonly string[] };

export type Place = {
  readonly state: State;
  readonly description: Live["description"];
  readonly records: Records;
};

/** Work whose failure is noted, and leaves `fallback`. */
type Attempt = <T>(work: Promise<T>, fallback: T) => Promise<T>;

const makeAttempt = (problems: string[]): Attempt => {
  return async (work, fallback) => {
    try {
      return await work;
    } catch (error) {
      problems.push(toProblem(error));
      return fallback;
    }
  };
};

const findInQueues = async ({ queues }: State, text: string): Promise<readonly InQueue[]> => {
  const found = await Promise.all(
    queues.map(async (queue) =>
      (await peek(queue.name, 5, text)).map((message): InQueue => ({ queue, message })),
    ),
  );
  return found.flat();
};

const readObject = async (records: Records, record: Item | undefined) => {
  const key = record === undefined ? undefined : objectKeyOf(records, record);
  if (key === undefined || records.object === undefined) return undefined;
  const { bucket } = records.object;
  const object = await getObject(bucket, key);
  if (object === undefined) return undefined;
  const { bytes, modifiedAt } = object;
  return { bucket, key, size: bytes.byteLength, modifiedAt, hash: await sha256(bytes) };
};

/** The redrives that took a message out of the dead-letter queues that it was in: such a line names no message. */
const redrivesOf = async (entries: readonly LogEntry[]): Promise<readonly LogEntry[]> => {
  const found = new Map<number, LogEntry>();
  for (const { id, fields } of entries) {
    const queue = fields["dead_letter_queue"];
    if (typeof queue !== "string") continue;
    const move = (await searchLog(queue)).find(
      (line) => line.id > id && line.fields["queue"] === queue && Number(line.fields["moved"]) > 0,
    );
    if (move !== undefined) found.set(move.id, move);
  }
  return [...found.values()];
};

const isText = (value: unknown): value is string => typeof value === "string";

/** `id` is what the message is about: its record's key. */
const tellStory = async (place: Place, id: string): Promise<FoundMessage> => {
  const { state, records, description } = place;
  const { key } = records;
  const problems: string[] = [];
  const attempt = makeAttempt(problems);
  const [record, inQueues] = await Promise.all([
    attempt(getItem(records.table, { name: key, value: id }), undefined),
    attempt(findInQueues(state, id), []),
  ]);
  const [object, lines] = await Promise.all([
    attempt(readObject(records, record), undefined),
    attempt(
      gatherLines(
        [
          id,
          textOf(record, records.requestId),
          ...inQueues.flatMap(({ message }) => [message.message_id, ...requestIdsOf(message)]),
        ].filter(isText),
        searchLog,
      ),
      { ids: new Set<string>(), entries: [] },
    ),
  ]);
  const redrives = await attempt(redrivesOf(lines.entries), []);
  const entries = [...lines.entries, ...redrives].toSorted((one, other) => one.id - other.id);
  const text = textOf(record, records.text) ?? inQueues[0]?.message.body;
  const recorded = textOf(record, records.hash);
  return {
    kind: "message",
    id,
    known: {
      waits: { fields: description.waits ?? [], speed: state.speed },
      records,
      record,
      inQueues,
      object,
      ids: lines.ids,
      entries,
    },
    text,
    computed: text === undefined ? undefined : await sha256(text),
    checks: [
      ...(recorded === undefined ? [] : [{ of: "the record's", hash: recorded }]),
      ...(object === undefined ? [] : [{ of: "the archived object's", hash: object.hash }]),
    ],
    problems,
  };
};

/** The newest subject of a request that begins with this text: the terminal shows the first eight characters of an id. */
const subjectBeginningWith = async (text: string): Promise<string | undefined> => {
  if (text.length < 8) return undefined;
  const subjects = (await searchLog(text)).map(({ fields }) => fields["subject"]).filter(isText);
  return subjects.findLast((subject) => subject.startsWith(text.toLowerCase()));
};

/** What a request or a queued message that goes by this text is about. */
const subjectBehind = async ({ state, description }: Place, text: string): Promise<string | undefined> => {
  const { ids, entries } = await gatherLines([text], searchLog);
  const subject = entries.map((entry) => fieldsAbout(entry, ids)?.["subject"]).find(isText);
  if (subject !== undefined) return subject;
  const queued = await findInQueues(state, text);
  return queued.map(({ message }) => subjectOf(message.body, description.subject)).find(isText);
};

export const find = async (place: Place, text: string): Promise<Found> => {
  const { records } = place;
  const problems: string[] = [];
  const attempt = makeAttempt(problems);
  const { table, key, index, group } = records;
  if ((await attempt(getItem(table, { name: key, value: text }), undefined)) !== undefined)
    return tellStory(place, text);
  if (index !== undefined && group !== undefined) {
    const reading = { table, index, limit: 1, key: { name: group, value: text } };
    const page = await attempt(queryIndex(reading), undefined);
    if (page !== undefined && page.items.length > 0) return { kind: "group" };
  }
  const subject =
    (await attempt(subjectBehind(place, text), undefined)) ??
    (await attempt(subjectBeginningWith(text), undefined));
  return subject === undefined ? { kind: "unknown", problems } : tellStory(place, subject);
};
