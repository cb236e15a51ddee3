// Compares archive and table, both ways: each record has its object, each object its record. Streams; its work file
// holds the keys that records lead to, and the processed messages that have no record.
import type { MessageRecord, RecordSummary } from "@message-handler/domain/record.ts";
import { toObjectKey } from "@message-handler/domain/archived-verdict.ts";
import { toCandidateKeys } from "@message-handler/domain/to-record.ts";
import { makeRecordProcessed, makeRecordRejected } from "@message-handler/message-store/put-record.ts";
import type { AttributeValue } from "@aws-sdk/client-dynamodb";
import pMap, { pMapIterable } from "p-map";
import { listObjects } from "../archive/list-objects.ts";
import { readArchivedRecord, readObjectHash } from "../archive/read-object.ts";
import type { WorkFile } from "../archive/work-file.ts";
import { sha256 } from "../sha256.ts";
import { atRate } from "../streams/at-rate.ts";
import { orForeign } from "../target/or-throw.ts";
import type { Target } from "../target/target.ts";
import { countOf } from "../terminal/in-words.ts";
import { withLastWords } from "../terminal/last-words.ts";
import type { Terminal } from "../terminal/terminal.ts";
import { findRecordOf, type Winner } from "./find-record-of.ts";
import { readRecords } from "./read-records.ts";
import { nothingFound, type Reconciled } from "./reconciled.ts";
import { restoreObject } from "./restore-object.ts";

export const schema = `
  CREATE TABLE IF NOT EXISTS known (object_key TEXT PRIMARY KEY) STRICT, WITHOUT ROWID;
  CREATE TABLE IF NOT EXISTS lost (message_id TEXT PRIMARY KEY, company_id TEXT, processed_at TEXT) STRICT, WITHOUT ROWID`;

export type ReconcileOptions = {
  readonly companyId: string | undefined;
  readonly isRepair: boolean;
  /** Its work file stays where it is interrupted. */
  readonly isKept: boolean;
  /** Objects a second, looked at; undefined for as many as can be. */
  readonly rate: number | undefined;
  readonly recordDays: number;
  readonly now: Date;
};

type Counts = { -readonly [K in keyof Reconciled]: number };

type Run = {
  readonly target: Target;
  readonly options: ReconcileOptions;
  readonly workFile: WorkFile;
  readonly counts: Counts;
  /** What its file has of them: as they were behind the last page, and what was repaired since, which is not found again. */
  readonly kept: Counts;
  readonly say: (line: string) => void;
};

const concurrency = 32;
/** So many of each kind are named. */
const mostNamed = 20;

type Kind = "missing_records" | "missing_objects" | "differing" | "orphans" | "damaged" | "unreadable";
const names: Readonly<Record<Kind, string>> = {
  missing_records: "no record of",
  missing_objects: "no object",
  differing: "another hash than its record has:",
  orphans: "no record can be made of",
  damaged: "a record's text has another hash than it says:",
  unreadable: "an item of the table that is no record:",
};

const note = ({ counts, say }: Run, kind: Kind, key: string): void => {
  counts[kind] += 1;
  if (counts[kind] <= mostNamed) say(`${names[kind]} ${key}`);
};

/** How a repair ended, of what was found under a key. */
const noteRepair = (
  { counts, kept, workFile, say }: Run,
  kind: Kind,
  isRepaired: boolean,
  key: string,
): void => {
  counts[isRepaired ? "repaired" : "left"] += 1;
  if (isRepaired) {
    kept[kind] += 1;
    kept.repaired += 1;
    workFile.keepCounts(kept);
  }
  if (!isRepaired && counts.left <= mostNamed) say(`not repaired: ${key}`);
};

/** What there is to make a damaged record of. */
const objectWords = (found: string | undefined, hash: string): string => {
  if (found === undefined) return "there is no object";
  return found === hash ? "the object has the right text" : "the object has another one, too";
};

/** Where its hash holds, the record is right, whatever lies in the archive. */
const checkRecord = async (run: Run, record: MessageRecord): Promise<string> => {
  const { target, options, counts } = run;
  const key = toObjectKey(record);
  const isWhole = sha256(record.message) === record.sha256;
  const found = await readObjectHash(target, key);
  counts.records += 1;
  if (!isWhole)
    note(run, "damaged", `${record.message_id}; ${objectWords(found, record.sha256)} under ${key}`);
  if (found === record.sha256 && isWhole) return key;
  const kind = found === undefined ? "missing_objects" : "differing";
  note(run, kind, key);
  if (options.isRepair)
    noteRepair(run, kind, isWhole && (await restoreObject(target, record, found !== undefined)), key);
  return key;
};

type Key = Record<string, AttributeValue>;

/** Keys of the table are texts, and so fit into JSON. */
const parseKey = (text: string | undefined): Key | undefined =>
  text === undefined || text === "" ? undefined : (JSON.parse(text) as Key);

const checkRecords = async (run: Run, terminal: Pick<Terminal, "progress">): Promise<void> => {
  const { target, options, workFile, counts } = run;
  if (workFile.progressOf("records") === "") return;
  const insert = workFile.database.prepare("INSERT OR IGNORE INTO known VALUES (?)");
  const progress = terminal.progress("records");
  const from = parseKey(workFile.progressOf("records"));
  for await (const page of readRecords(target, options.companyId, from)) {
    const items = async function* (): AsyncGenerator<MessageRecord, void> {
      yield* page.records;
    };
    const keys: string[] = [];
    const checked = pMapIterable(atRate(items(), options.rate), async (record) => checkRecord(run, record), {
      concurrency,
    });
    for await (const key of checked) {
      keys.push(key);
      progress.advance(1);
    }
    for (const key of page.unreadable) note(run, "unreadable", key);
    workFile.transaction(() => {
      for (const key of keys) insert.run(key);
      if (page.next !== undefined) workFile.setProgress("records", JSON.stringify(page.next));
      workFile.keepCounts(Object.assign(run.kept, counts));
    });
  }
  workFile.setProgress("records", "");
  progress.done();
};

const isExpired = (archived: RecordSummary, { recordDays, now }: ReconcileOptions): boolean => {
  const verdict = archived.status === "Processed" ? archived.processed_at : archived.rejected_at;
  return recordDays > 0 && Date.parse(verdict) + recordDays * 86_400_000 < now.getTime();
};

const restoreRecord = async ({ target, options }: Run, record: MessageRecord): Promise<boolean> => {
  const table = { client: target.clients.dynamodb, table: target.table, recordDays: options.recordDays };
  if (record.status === "Processed")
    return orForeign(await makeRecordProcessed(table)(record), "Conflict") !== "Conflict";
  for (const message_id of toCandidateKeys(sha256, record))
    if (orForeign(await makeRecordRejected(table)({ ...record, message_id }), "Conflict") !== "Conflict")
      return true;
  return false;
};

const toLostWinner =
  ({ database }: WorkFile) =>
  (message_id: string): Winner | undefined => {
    const row = database.prepare("SELECT * FROM lost WHERE message_id = ?").get(message_id);
    return row === undefined
      ? undefined
      : {
          status: "Processed",
          company_id: String(row["company_id"]),
          processed_at: String(row["processed_at"]),
        };
  };

const checkObject = async (run: Run, key: string): Promise<void> => {
  const { target, options, workFile } = run;
  const archived = await readArchivedRecord(target, key);
  if (archived === undefined) return note(run, "orphans", key);
  if (
    isExpired(archived, options) ||
    (await findRecordOf(target, archived, toLostWinner(workFile))) === "Accounted"
  )
    return;
  note(run, "missing_records", key);
  if (archived.status === "Processed")
    workFile.database
      .prepare("INSERT OR IGNORE INTO lost VALUES (?, ?, ?)")
      .run(archived.message_id, archived.company_id, archived.processed_at);
  if (options.isRepair) noteRepair(run, "missing_records", await restoreRecord(run, archived), key);
};

const isRejectedKey = (key: string): boolean => /^unreadable\/|^[^/]+\/rejected\//.test(key);

/** What was archived after the run began may not have its record yet. */
const checkObjects = async (run: Run, terminal: Pick<Terminal, "progress">): Promise<void> => {
  const { target, options, workFile, counts } = run;
  const select = workFile.database.prepare("SELECT 1 FROM known WHERE object_key = ?");
  const progress = terminal.progress("objects");
  const pages = listObjects(target, {
    ...(options.companyId === undefined ? {} : { prefix: `${options.companyId}/` }),
    after: workFile.progressOf("objects") ?? "",
  });
  for await (const page of pages) {
    const unknown = page.filter(
      ({ key, lastModified }) => lastModified < options.now && select.get(key) === undefined,
    );
    // In the order of keys a company's valid texts come before its rejected ones, and those of no company last: what a
    // rejection gave way to is known before it.
    for (const isRejection of [false, true]) {
      const keys = async function* (): AsyncGenerator<string, void> {
        for (const { key } of unknown) if (isRejectedKey(key) === isRejection) yield key;
      };
      await pMap(atRate(keys(), options.rate), async (key) => checkObject(run, key), { concurrency });
    }
    counts.objects += page.length;
    workFile.transaction(() => {
      workFile.setProgress("objects", page.at(-1)?.key ?? "");
      workFile.keepCounts(Object.assign(run.kept, counts));
    });
    progress.advance(page.length);
  }
  progress.done();
};

/** Goes on where its work file says. Tells how far it was when an error or a signal ends it. */
export const compareStores = async (
  target: Target,
  options: ReconcileOptions,
  workFile: WorkFile,
  terminal: Pick<Terminal, "progress" | "say">,
): Promise<Reconciled> => {
  const counts = workFile.countsOf<Counts>(nothingFound);
  const run: Run = { target, options, workFile, counts, kept: { ...counts }, say: terminal.say };
  const sayHowFar = (): void => {
    const looked = `${countOf(counts.records, "record")} and ${countOf(counts.objects, "object")} looked at`;
    const repaired = options.isRepair ? `Repaired at least ${counts.repaired.toLocaleString("en")}; ` : "";
    terminal.say(
      `${repaired}${looked} so far: the same line ${options.isRepair || options.isKept ? "does the rest" : "begins anew"}.`,
    );
  };
  return withLastWords(sayHowFar, async () => {
    await checkRecords(run, terminal);
    await checkObjects(run, terminal);
    return counts;
  });
};
