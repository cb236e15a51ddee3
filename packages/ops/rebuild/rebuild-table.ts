// Makes the records that a lost table had, from the archive: the processed ones first, whose ids nobody can take then.
import type { RecordOutcome } from "@message-handler/domain/ports.ts";
import { decide } from "@message-handler/domain/record-machine.ts";
import type { MessageRecord, ProcessedRecord, RecordKey } from "@message-handler/domain/record.ts";
import { toCandidateKeys } from "@message-handler/domain/to-record.ts";
import { makeFindRecord } from "@message-handler/message-store/find-record.ts";
import { makeRecordProcessed, makeRecordRejected } from "@message-handler/message-store/put-record.ts";
import { pMapIterable } from "p-map";
import { readArchivedRecord } from "../archive/read-object.ts";
import type { WorkFile } from "../archive/work-file.ts";
import { sha256 } from "../sha256.ts";
import { atRate } from "../streams/at-rate.ts";
import { inBatches } from "../streams/in-batches.ts";
import { orForeign } from "../target/or-throw.ts";
import type { Target } from "../target/target.ts";
import type { Terminal } from "../terminal/terminal.ts";
import { makeArchiveIndex, type ArchiveIndex, type ClaimKey, type Standing } from "./archive-index.ts";
import { batchLimits, isEmpty, putRecords, type PutOutcome } from "./put-records.ts";
import { readArchive } from "./read-archive.ts";

export type RebuildOptions = {
  /** Records a second; undefined for as many as can be. */
  readonly rate: number | undefined;
  readonly isDryRun: boolean;
  /** Records are kept so many days from their verdict; 0 for ever. */
  readonly recordDays: number;
  readonly now: Date;
};

export type Rebuilt = {
  /** Written, or to be written. */
  readonly records: number;
  /** There already. */
  readonly present: number;
  /** Rejections that a later message of their company, or another's, took the place of. */
  readonly replaced: number;
  /** Texts that lost their id: of them only the rejection has a record. */
  readonly lost: number;
  /** Past their retention. */
  readonly expired: number;
  /** Objects that no record can be made of. */
  readonly orphans: number;
  /** A record of another message stands under the key: it stays. */
  readonly conflicts: number;
  /** Ids that two companies claim, where nothing tells who had it: neither is recorded. */
  readonly undecided: readonly string[];
};

const concurrency = { read: 48, write: 4 };

type Counts = { -readonly [K in Exclude<keyof Rebuilt, "undecided">]: number };

type Run = {
  readonly target: Target;
  readonly options: RebuildOptions;
  readonly workFile: WorkFile;
  readonly index: ArchiveIndex;
  readonly counts: Counts;
  /** The table had nothing in it when this began. */
  readonly isFree: boolean;
};

const verdictOf = (record: MessageRecord): string =>
  record.status === "Processed" ? record.processed_at : record.rejected_at;

const isExpired = (record: MessageRecord, { recordDays, now }: RebuildOptions): boolean =>
  recordDays > 0 && Date.parse(verdictOf(record)) + recordDays * 86_400_000 < now.getTime();

/** One by one under a condition, and a rejection under the next of its keys where one is taken. */
const putAlone = async ({ target, options }: Run, record: MessageRecord): Promise<PutOutcome> => {
  const table = { client: target.clients.dynamodb, table: target.table, recordDays: options.recordDays };
  const look = async (found: MessageRecord): Promise<RecordOutcome> => {
    const existing = orForeign(await makeFindRecord(table)(found.message_id), "Foreign" as const);
    if (existing === "Foreign") return "Conflict";
    const decision = decide(existing, found);
    return decision === "Write" ? "Recorded" : decision;
  };
  if (record.status === "Processed")
    return options.isDryRun ? look(record) : orForeign(await makeRecordProcessed(table)(record), "Conflict");
  const recordRejected = makeRecordRejected(table);
  for (const message_id of toCandidateKeys(sha256, record)) {
    const rejection = { ...record, message_id };
    const outcome = options.isDryRun
      ? await look(rejection)
      : orForeign(await recordRejected(rejection), "Conflict");
    if (outcome !== "Conflict") return outcome;
  }
  return "Conflict";
};

const put = async (run: Run, records: readonly MessageRecord[]): Promise<void> => {
  const { target, options, counts, isFree } = run;
  const { isDryRun, recordDays } = options;
  const kept = records.filter((record) => !isExpired(record, options));
  counts.expired += records.length - kept.length;
  if (kept.length === 0) return;
  const outcomes = await putRecords({ ...target, recordDays }, kept, { isDryRun, isFree });
  for (const [index, record] of kept.entries()) {
    const first = outcomes[index] ?? "Conflict";
    const isOpen = first === "Over" || (first === "Conflict" && record.status === "Rejected");
    const outcome = isOpen ? await putAlone(run, record) : first;
    if (outcome === "Recorded") counts.records += 1;
    else if (outcome === "Duplicate") counts.present += 1;
    else counts.conflicts += 1;
  }
};

type ReadClaim = { readonly claim: ClaimKey; readonly record: ProcessedRecord | undefined };

const readClaim = async ({ target }: Run, claim: ClaimKey): Promise<ReadClaim> => {
  const record = await readArchivedRecord(target, `${claim.companyId}/${claim.messageId}.json`);
  return { claim, record: record?.status === "Processed" ? record : undefined };
};

async function* fromIterable<A>(items: Iterable<A>): AsyncGenerator<A, void> {
  yield* items;
}

const settleClaims = async (run: Run, read: readonly ReadClaim[]): Promise<number> => {
  const { index, counts, workFile } = run;
  const winners = read.filter(
    ({ claim, record }) =>
      record !== undefined && !index.hasLost(record) && index.rivalsOf(claim.messageId).length === 1,
  );
  await put(
    run,
    winners.flatMap(({ record }) => record ?? []),
  );
  workFile.transaction(() => {
    for (const { claim, record } of read) {
      if (record === undefined) {
        counts.orphans += 1;
        index.settleClaim(claim, "unusable");
      } else if (index.hasLost(record)) {
        counts.lost += 1;
        index.settleClaim(claim, "loser");
      } else
        index.settleClaim(
          claim,
          winners.some((winner) => winner.record === record) ? "winner" : "open",
          record,
        );
    }
    workFile.keepCounts(counts);
  });
  return read.length;
};

/** Ids that several claim, once all that lost are known: the only one left has it, or whoever has it on record. */
const settleOpen = async (run: Run): Promise<readonly string[]> => {
  const { target, index } = run;
  const findRecord = makeFindRecord({ client: target.clients.dynamodb, table: target.table });
  const undecided = new Set<string>();
  for (const claim of index.openClaims()) {
    const { record } = await readClaim(run, claim);
    if (record === undefined) continue;
    const rivals = index.rivalsOf(claim.messageId);
    const existing = orForeign(await findRecord(claim.messageId), undefined);
    const isOnRecord = existing?.status === "Processed" && existing.company_id === claim.companyId;
    if (rivals.length === 1 || isOnRecord) {
      await put(run, [record]);
      index.settleClaim(claim, "winner", record);
    } else if (existing?.status !== "Processed") undecided.add(claim.messageId);
  }
  return [...undecided];
};

const readStanding = async ({ target }: Run, standing: Standing) => ({
  standing,
  record: await readArchivedRecord(target, standing.objectKey),
});

const withKey = (record: MessageRecord | undefined, message_id: RecordKey): readonly MessageRecord[] =>
  record === undefined ? [] : [{ ...record, message_id }];

const recordClaims = async (run: Run, terminal: Pick<Terminal, "progress">): Promise<readonly string[]> => {
  const { index, options } = run;
  const progress = terminal.progress("processed messages", index.claimCount());
  const claims = atRate(fromIterable(index.unreadClaims()), options.rate);
  const read = pMapIterable(claims, async (claim) => readClaim(run, claim), {
    concurrency: concurrency.read,
  });
  const batches = inBatches(read, {
    ...batchLimits,
    sizeOf: ({ record }: ReadClaim) => (record === undefined ? 0 : batchLimits.sizeOf(record)),
  });
  const settled = pMapIterable(batches, async (batch) => settleClaims(run, batch), {
    concurrency: concurrency.write,
  });
  for await (const count of settled) progress.advance(count);
  const undecided = await settleOpen(run);
  progress.done();
  return undecided;
};

const recordRejections = async (run: Run, terminal: Pick<Terminal, "progress">): Promise<void> => {
  const { index, options, workFile, counts } = run;
  if (workFile.progressOf("settled") === undefined)
    workFile.transaction(() => {
      workFile.setProgress("settled", `${index.settleRejections()}`);
    });
  counts.replaced = index.replacedCount();
  const progress = terminal.progress("rejections", index.standingCount());
  const rows = atRate(fromIterable(index.unwritten()), options.rate);
  const read = pMapIterable(rows, async (row) => readStanding(run, row), { concurrency: concurrency.read });
  const batches = inBatches(read, {
    ...batchLimits,
    sizeOf: ({ record }) => (record === undefined ? 0 : batchLimits.sizeOf(record)),
  });
  for await (const batch of batches) {
    await put(
      run,
      batch.flatMap(({ record, standing }) => withKey(record, standing.recordKey)),
    );
    counts.orphans += batch.filter(({ record }) => record === undefined).length;
    workFile.transaction(() => {
      for (const { standing } of batch) index.markWritten(standing.recordKey);
      workFile.keepCounts(counts);
    });
    progress.advance(batch.length);
  }
  progress.done();
};

/** May be repeated, and goes on where its work file says. */
export const rebuildTable = async (
  target: Target,
  options: RebuildOptions,
  workFile: WorkFile,
  terminal: Pick<Terminal, "progress">,
): Promise<Rebuilt> => {
  const index = makeArchiveIndex(workFile);
  const listing = terminal.progress("objects of the archive");
  const orphans = await readArchive(target, { workFile, index, progress: listing });
  listing.done();
  const counts = workFile.countsOf<Counts>({
    records: 0,
    present: 0,
    replaced: 0,
    lost: 0,
    expired: 0,
    orphans,
    conflicts: 0,
  });
  const run: Run = { target, options, workFile, index, counts, isFree: await isEmpty(target) };
  const undecided = await recordClaims(run, terminal);
  await recordRejections(run, terminal);
  return { ...counts, undecided };
};
