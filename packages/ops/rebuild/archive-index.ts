// What a rebuild knows of the archive, in its work file: who claims which id, and every rejection by its verdict's time.
import type { RejectedSummary, ProcessedSummary } from "@message-handler/domain/archived-verdict.ts";
import { tellsLoser, toObjectKey } from "@message-handler/domain/archived-verdict.ts";
import { toRejectedKey } from "@message-handler/domain/archived-object.ts";
import { settleRejection, type Winner } from "@message-handler/domain/settle-rejection.ts";
import type { RecordKey } from "@message-handler/domain/record.ts";
import type { SQLOutputValue } from "node:sqlite";
import type { WorkFile } from "../archive/work-file.ts";
import { sha256 } from "../sha256.ts";

/** `state` of a claim: null until its object was read, then whether the text has the id. */
export const schema = `
  CREATE TABLE IF NOT EXISTS claims (
    message_id TEXT, company_id TEXT, state TEXT, sha256 TEXT, processed_at TEXT,
    PRIMARY KEY (message_id, company_id)
  ) STRICT, WITHOUT ROWID;
  CREATE TABLE IF NOT EXISTS rejections (
    object_key TEXT PRIMARY KEY, rejected_at TEXT NOT NULL, is_loser INTEGER NOT NULL, record TEXT NOT NULL
  ) STRICT;
  CREATE INDEX IF NOT EXISTS by_verdict ON rejections (rejected_at, object_key);
  CREATE TABLE IF NOT EXISTS standing (
    record_key TEXT PRIMARY KEY, object_key TEXT NOT NULL, company_id TEXT, sha256 TEXT NOT NULL,
    is_done INTEGER NOT NULL DEFAULT 0
  ) STRICT;`;

export type ClaimKey = { readonly messageId: string; readonly companyId: string };
export type ClaimState = "winner" | "loser" | "open" | "unusable";

export type Found = {
  readonly claims: readonly ClaimKey[];
  readonly rejections: readonly RejectedSummary[];
};

type Row = Record<string, SQLOutputValue>;

const textOf = (row: Row, column: string): string => String(row[column] ?? "");
const toClaimKey = (row: Row): ClaimKey => ({
  messageId: textOf(row, "message_id"),
  companyId: textOf(row, "company_id"),
});

const toRejection = (row: Row): RejectedSummary => JSON.parse(textOf(row, "record")) as RejectedSummary;

export type ArchiveIndex = ReturnType<typeof makeArchiveIndex>;

/** The schema's statements are prepared once; the rows of a long answer come one by one. */
export const makeArchiveIndex = ({ database }: Pick<WorkFile, "database">) => {
  const insertClaim = database.prepare("INSERT OR IGNORE INTO claims (message_id, company_id) VALUES (?, ?)");
  const insertRejection = database.prepare("INSERT OR REPLACE INTO rejections VALUES (?, ?, ?, ?)");
  const selectLoser = database.prepare("SELECT 1 FROM rejections WHERE object_key = ? AND is_loser = 1");
  const updateClaim = database.prepare(
    "UPDATE claims SET state = ?, sha256 = ?, processed_at = ? WHERE message_id = ? AND company_id = ?",
  );
  const selectRivals = database.prepare(
    "SELECT * FROM claims WHERE message_id = ? AND (state IS NULL OR state IN ('open', 'winner'))",
  );
  const selectWinner = database.prepare("SELECT * FROM claims WHERE message_id = ? AND state = 'winner'");
  const selectStanding = database.prepare("SELECT * FROM standing WHERE record_key = ?");
  const insertStanding = database.prepare(
    "INSERT OR REPLACE INTO standing (record_key, object_key, company_id, sha256) VALUES (?, ?, ?, ?)",
  );
  const markDone = database.prepare("UPDATE standing SET is_done = 1 WHERE record_key = ?");
  const count = (sql: string): number => Number(database.prepare(sql).get()?.["n"] ?? 0);

  const winnerOf = (key: RecordKey): Winner | undefined => {
    const row = selectWinner.get(key);
    if (row === undefined) return undefined;
    const [company_id, hash, processed_at] = ["company_id", "sha256", "processed_at"].map((column) =>
      textOf(row, column),
    ) as [string, string, string];
    return { status: "Processed", company_id, sha256: hash, processed_at };
  };
  const rejectionUnder = (key: RecordKey) => {
    const row = selectStanding.get(key);
    if (row === undefined) return undefined;
    const company = row["company_id"];
    return {
      status: "Rejected",
      sha256: textOf(row, "sha256"),
      ...(typeof company === "string" ? { company_id: company } : {}),
    } as const;
  };

  return {
    add: ({ claims, rejections }: Found): void => {
      for (const { messageId, companyId } of claims) insertClaim.run(messageId, companyId);
      for (const record of rejections)
        insertRejection.run(
          toObjectKey(record),
          record.rejected_at,
          tellsLoser(record) ? 1 : 0,
          JSON.stringify(record),
        );
    },
    claimCount: (): number => count("SELECT COUNT(*) AS n FROM claims"),
    /** Claims whose objects are still to be read, in chunks: `UPDATE`s in between go past an open cursor. */
    unreadClaims: function* (): Iterable<ClaimKey> {
      const select = database.prepare(
        "SELECT message_id, company_id FROM claims WHERE state IS NULL AND (message_id, company_id) > (?, ?) ORDER BY message_id, company_id LIMIT 1000",
      );
      let last: ClaimKey | undefined;
      do {
        const keys: readonly ClaimKey[] = select
          .all(last?.messageId ?? "", last?.companyId ?? "")
          .map(toClaimKey);
        yield* keys;
        last = keys.at(-1);
      } while (last !== undefined);
    },
    hasLost: (record: ProcessedSummary): boolean => selectLoser.get(toRejectedKey(record)) !== undefined,
    settleClaim: (
      { messageId, companyId }: ClaimKey,
      state: ClaimState,
      record?: Pick<ProcessedSummary, "sha256" | "processed_at">,
    ): void =>
      void updateClaim.run(state, record?.sha256 ?? null, record?.processed_at ?? null, messageId, companyId),
    /** Others that claim the id, and have not lost it as far as the archive tells. */
    rivalsOf: (messageId: string): readonly ClaimKey[] => selectRivals.all(messageId).map(toClaimKey),
    openClaims: (): readonly ClaimKey[] =>
      database.prepare("SELECT * FROM claims WHERE state = 'open' ORDER BY message_id").all().map(toClaimKey),
    winnerOf,
    /** Gives each rejection its key; call once, when every claim is settled, in a transaction. Returns how many have none. */
    settleRejections: (): number => {
      let without = 0;
      for (const row of database
        .prepare("SELECT record FROM rejections ORDER BY rejected_at, object_key")
        .iterate()) {
        const rejection = toRejection(row);
        const key = settleRejection(sha256, rejection, { winnerOf, rejectionUnder });
        if (key === undefined) without += 1;
        else insertStanding.run(key, toObjectKey(rejection), rejection.company_id ?? null, rejection.sha256);
      }
      return without;
    },
    /** Rejections without a record: something took their place. */
    replacedCount: (): number =>
      count("SELECT COUNT(*) AS n FROM rejections") - count(`SELECT COUNT(*) AS n ${standing}`),
    standingCount: (): number => count(`SELECT COUNT(*) AS n ${standing}`),
    /** Rejections that have a record, still to be written. */
    unwritten: function* (): Iterable<Standing> {
      const select = database.prepare(
        `SELECT record_key, object_key ${standing} AND is_done = 0 AND record_key > ? ORDER BY record_key LIMIT 1000`,
      );
      let last: Standing | undefined;
      do {
        const rows: readonly Standing[] = select.all(last?.recordKey ?? "").map((row) => ({
          recordKey: textOf(row, "record_key"),
          objectKey: textOf(row, "object_key"),
        }));
        yield* rows;
        last = rows.at(-1);
      } while (last !== undefined);
    },
    markWritten: (recordKey: RecordKey): void => void markDone.run(recordKey),
  };
};

export type Standing = { readonly recordKey: RecordKey; readonly objectKey: string };

/** Those that gave way to a processed message have no record any more. */
const standing = `FROM standing WHERE NOT EXISTS (
  SELECT 1 FROM claims WHERE message_id = record_key AND state = 'winner')`;
