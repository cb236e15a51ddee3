// What the table has of an archived text: its record, what took its place, or nothing.
import { tellsLoser, type RejectedSummary } from "@message-handler/domain/archived-verdict.ts";
import { toRejectedKey } from "@message-handler/domain/archived-object.ts";
import type { MessageRecord, ProcessedRecord, RecordSummary } from "@message-handler/domain/record.ts";
import { toCandidateKeys } from "@message-handler/domain/to-record.ts";
import { makeFindRecord } from "@message-handler/message-store/find-record.ts";
import { readArchivedSummary } from "../archive/read-object.ts";
import { sha256 } from "../sha256.ts";
import { orForeign } from "../target/or-throw.ts";
import type { Target } from "../target/target.ts";

/** `Accounted`: it has a record, or need not have one. */
export type Standing = "Accounted" | "Missing";

const isSame = (record: MessageRecord | undefined, archived: RecordSummary): boolean =>
  record !== undefined && record.company_id === archived.company_id && record.sha256 === archived.sha256;

/** Its company's valid message under its id, judged later; of a rejection without a company, any company's record. */
const hasGivenWay = (record: MessageRecord | Winner | undefined, rejection: RejectedSummary): boolean => {
  if (record?.company_id === undefined) return false;
  if (rejection.company_id === undefined) return true;
  const isOwn = record.company_id === rejection.company_id && record.status === "Processed";
  return isOwn && record.processed_at > rejection.rejected_at;
};

/** A processed message as a rejection meets it. */
export type Winner = Pick<ProcessedRecord, "status" | "company_id" | "processed_at">;

/**
 * Of an object that the table's records do not lead to.
 *
 * @param lostWinner the processed message of an id whose record is missing, too
 */
export const findRecordOf = async (
  target: Target,
  archived: RecordSummary,
  lostWinner: (messageId: string) => Winner | undefined,
): Promise<Standing> => {
  const findRecord = makeFindRecord({ client: target.clients.dynamodb, table: target.table });
  if (archived.status === "Processed") {
    if (isSame(orForeign(await findRecord(archived.message_id), undefined), archived)) return "Accounted";
    const rejected = await readArchivedSummary(target, toRejectedKey(archived));
    return rejected !== undefined && tellsLoser(rejected) ? "Accounted" : "Missing";
  }
  for (const key of toCandidateKeys(sha256, archived)) {
    const record = orForeign(await findRecord(key), undefined);
    if (isSame(record, archived) || hasGivenWay(record ?? lostWinner(key), archived)) return "Accounted";
  }
  return "Missing";
};
