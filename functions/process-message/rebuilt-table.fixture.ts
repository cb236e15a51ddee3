// A lost table, made again from keys, texts and metadata of the archive.
import {
  companyMismatch,
  invalidMessage,
  malformedJson,
  messageIdConflict,
  PermanentCode,
  type FieldError,
} from "@message-handler/domain/failure.ts";
import type { ArchivedObject } from "@message-handler/domain/ports.ts";
import { toContentKey, type ProcessedRecord, type RejectedRecord } from "@message-handler/domain/record.ts";
import { assertRight } from "@message-handler/domain/testing/assert-either.ts";
import { sha256 } from "@message-handler/lambda-kit/sha256.ts";
import { aMemoryStore, type MemoryStore } from "./memory-store.fixture.ts";

export const contentKeysOf = (raw: string, company = ""): readonly string[] => [
  toContentKey(sha256(raw)),
  toContentKey(sha256(`${company} ${sha256(raw)}`)),
];

export const rejectedKey = (sha256OfRaw: string, company: string | undefined): string =>
  `${company === undefined ? "unreadable" : `${company}/rejected`}/${sha256OfRaw}.json`;

/** Objects of valid texts of which no object says that they lost their id: as whoever has the archive alone sees it. */
export const winnersOf = ({ archive }: Pick<MemoryStore, "archive">): readonly ArchivedObject[] =>
  [...archive.values()].filter(({ key, sha256: hash }) => {
    const [company, id] = key.split("/");
    if (company === "unreadable" || id === "rejected") return false;
    return archive.get(rejectedKey(hash, company))?.metadata["code"] !== "MessageIdConflict";
  });

const details: Readonly<Record<PermanentCode, string>> = {
  MalformedJson: malformedJson.detail,
  InvalidMessage: invalidMessage([]).detail,
  MessageIdConflict: messageIdConflict.detail,
  CompanyMismatch: companyMismatch.detail,
};

/** The record under each key that it may have: its own id, unless that is or may be another message's, and its hashes. */
const rejectionsOf = ({ message, sha256: hash, metadata }: ArchivedObject): readonly RejectedRecord[] => {
  const {
    verdict: _,
    code,
    fields = "[]",
    judged_at = "",
    received_at = "",
    message_id,
    ...others
  } = metadata;
  const known = assertRight(PermanentCode.decode(code));
  const hasOwnId = known === "InvalidMessage" && message_id !== undefined;
  const keys = [...(hasOwnId ? [message_id] : []), ...contentKeysOf(message, metadata["company_id"])];
  const error = { code: known, detail: details[known], fields: JSON.parse(fields) as readonly FieldError[] };
  return keys.map((key) => ({
    ...others,
    message_id: key,
    message,
    sha256: hash,
    received_at,
    status: "Rejected",
    rejected_at: judged_at,
    error,
  }));
};

const processedFrom = ({ message, sha256: hash, metadata }: ArchivedObject): ProcessedRecord => {
  const { verdict: _, judged_at = "", ...others } = metadata;
  const { message_id = "", company_id = "", message_time = "", received_at = "" } = others;
  const ids = { message_id, company_id, message_time, received_at };
  return { ...others, ...ids, message, sha256: hash, status: "Processed", processed_at: judged_at };
};

const byJudgedAt = (one: ArchivedObject, other: ArchivedObject): number =>
  String(one.metadata["judged_at"]).localeCompare(String(other.metadata["judged_at"]));

/** The table that the archive alone gives, as ADR 4 has it. */
export const rebuildTable = async (archive: MemoryStore["archive"]): Promise<MemoryStore> => {
  const rebuilt = aMemoryStore();
  for (const winner of winnersOf({ archive })) await rebuilt.recordProcessed(processedFrom(winner));
  const rejected = [...archive.values()].filter(({ metadata }) => metadata["verdict"] === "Rejected");
  for (const object of rejected.toSorted(byJudgedAt))
    for (const record of rejectionsOf(object))
      if (assertRight(await rebuilt.recordRejected(record)) !== "Conflict") break;
  return rebuilt;
};
