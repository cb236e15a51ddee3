// A lost table, made again from keys, texts and metadata of the archive: the domain's rule, in memory.
import { toArchivedRecord, toObjectKey, tellsLoser } from "@message-handler/domain/archived-verdict.ts";
import type { ArchivedObject } from "@message-handler/domain/ports.ts";
import {
  toContentKey,
  type MessageRecord,
  type ProcessedRecord,
  type RecordKey,
  type RejectedRecord,
} from "@message-handler/domain/record.ts";
import { toRejectedKey } from "@message-handler/domain/archived-object.ts";
import { settleRejection } from "@message-handler/domain/settle-rejection.ts";
import { sha256 } from "@message-handler/lambda-kit/sha256.ts";
import type { MemoryStore } from "./memory-store.fixture.ts";

export const contentKeysOf = (raw: string, company = ""): readonly string[] => [
  toContentKey(sha256(raw)),
  toContentKey(sha256(`${company} ${sha256(raw)}`)),
];

const toRecord = ({ key, metadata, message }: ArchivedObject): MessageRecord => {
  const record = toArchivedRecord(key, metadata);
  if (record === undefined) throw new Error(`${key} is no object of the archive`);
  return { ...record, message };
};

/** Of valid texts of which no object says that they lost their id: as whoever has the archive alone sees it. */
export const winnersOf = ({ archive }: Pick<MemoryStore, "archive">): readonly ProcessedRecord[] => {
  const records = [...archive.values()].map(toRecord);
  const losers = new Set(records.filter(tellsLoser).map(toObjectKey));
  return records.flatMap((record) =>
    record.status === "Processed" && !losers.has(toRejectedKey(record)) ? [record] : [],
  );
};

const byVerdict = (one: RejectedRecord, other: RejectedRecord): number =>
  one.rejected_at.localeCompare(other.rejected_at);

/** The table that the archive alone gives, as ADR 4 has it. */
export const rebuildTable = (archive: MemoryStore["archive"]): ReadonlyMap<RecordKey, MessageRecord> => {
  const winners = new Map(winnersOf({ archive }).map((record) => [record.message_id, record]));
  const rejected = new Map<RecordKey, RejectedRecord>();
  const settled = {
    winnerOf: (key: RecordKey) => winners.get(key),
    rejectionUnder: (key: RecordKey) => rejected.get(key),
  };
  const rejections = [...archive.values()]
    .map(toRecord)
    .flatMap((record) => (record.status === "Rejected" ? [record] : []));
  for (const rejection of rejections.toSorted(byVerdict)) {
    const key = settleRejection(sha256, rejection, settled);
    if (key !== undefined) rejected.set(key, { ...rejection, message_id: key });
  }
  return new Map<RecordKey, MessageRecord>([...rejected, ...winners]);
};
