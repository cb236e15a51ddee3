// Where a long command keeps what does not fit into memory, and how far it is: a SQLite file.
import { mkdtempSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { DatabaseSync } from "node:sqlite";
import { OperatorError } from "../operator-error.ts";
import { withLastWords } from "../terminal/last-words.ts";

export type WorkFile = {
  readonly database: DatabaseSync;
  /** All or nothing. */
  readonly transaction: <A>(work: () => A) => A;
  readonly progressOf: (stage: string) => string | undefined;
  readonly setProgress: (stage: string, value: string) => void;
  /** What was counted so far, by every run that kept it here; zeros in the beginning. */
  readonly countsOf: <Counts extends object>(zeros: Counts) => Counts;
  readonly keepCounts: (counts: object) => void;
};

const open = (file: string, purpose: string, schema: string): WorkFile & { readonly close: () => void } => {
  const database = new DatabaseSync(file);
  // What is lost with the machine's power is done again.
  database.exec("PRAGMA journal_mode = WAL; PRAGMA synchronous = OFF");
  database.exec("CREATE TABLE IF NOT EXISTS progress (stage TEXT PRIMARY KEY, value TEXT NOT NULL) STRICT");
  const select = database.prepare("SELECT value FROM progress WHERE stage = ?");
  const upsert = database.prepare("INSERT OR REPLACE INTO progress VALUES (?, ?)");
  const progressOf = (stage: string): string | undefined => {
    const value = select.get(stage)?.["value"];
    return typeof value === "string" ? value : undefined;
  };
  const begun = progressOf("purpose");
  if (begun !== undefined && begun !== purpose) {
    database.close();
    throw new OperatorError(`${file} is of another run: ${begun}`);
  }
  database.exec(schema);
  upsert.run("purpose", purpose);
  return {
    database,
    progressOf,
    setProgress: (stage, value) => void upsert.run(stage, value),
    countsOf: <Counts extends object>(zeros: Counts): Counts => {
      const kept = JSON.parse(progressOf("counts") ?? "{}") as Partial<Counts>;
      return { ...zeros, ...kept };
    },
    keepCounts: (counts) => void upsert.run("counts", JSON.stringify(counts)),
    transaction: (work) => {
      database.exec("BEGIN");
      try {
        const result = work();
        database.exec("COMMIT");
        return result;
      } catch (error) {
        database.exec("ROLLBACK");
        throw error;
      }
    },
    close: () => database.close(),
  };
};

type WorkFileProps = {
  /** Kept when the work is interrupted, to go on from; undefined for one that goes with the run. */
  readonly file: string | undefined;
  /** What the file is of: it serves nothing else. */
  readonly purpose: string;
  /** `CREATE TABLE IF NOT EXISTS …` */
  readonly schema: string;
};

const remove = (file: string): void => {
  for (const suffix of ["", "-wal", "-shm"]) rmSync(`${file}${suffix}`, { force: true });
};

/** Rejects with an OperatorError when the file is that of another run. */
export const withWorkFile = async <A>(
  { file, purpose, schema }: WorkFileProps,
  work: (workFile: WorkFile) => Promise<A>,
): Promise<A> => {
  const folder = file === undefined ? mkdtempSync(join(tmpdir(), "ops-")) : undefined;
  const path = file ?? join(folder ?? "", "work.sqlite");
  const workFile = open(path, purpose, schema);
  const end = (): void => {
    if (workFile.database.isOpen) workFile.close();
    if (folder !== undefined) rmSync(folder, { recursive: true, force: true });
  };
  const result = await withLastWords(end, async () => work(workFile));
  end();
  remove(path);
  return result;
};
