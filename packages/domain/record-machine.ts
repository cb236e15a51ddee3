// The write rules: what a new record may do to an existing one, whatever the order of deliveries.
import type { MessageRecord } from "./record.ts";

/** `Conflict`: the key belongs to another message, which stays as it is. */
export type Decision = "Write" | "Duplicate" | "Conflict";

/** As much of a record as the decision needs. */
export type Claim = Pick<MessageRecord, "status" | "sha256" | "company_id">;

/**
 * Decides about a record that is to be written under a key where `existing` stands.
 *
 * - `Processed` is final: nothing overwrites it. The same bytes of the same company are a duplicate, anything else is
 *   a conflict.
 * - `Rejected` gives way to one thing: a corrected message of its own company. The same bytes rejected twice leave the
 *   first record, with its first `rejected_at`; other rejected bytes are a conflict, and are recorded elsewhere.
 * - What another company sends is a conflict, even the same bytes: no company can replace another's record, or
 *   take it for its own.
 * - A rejection that names no company gives way to any record that has one.
 */
export const decide = (existing: Claim | undefined, incoming: Claim): Decision => {
  if (existing === undefined) return "Write";
  const isRejected = existing.status === "Rejected";
  const isSameCompany = existing.company_id === incoming.company_id;
  if (isRejected && existing.company_id === undefined && !isSameCompany) return "Write";
  if (isRejected && isSameCompany && incoming.status === "Processed") return "Write";
  return isSameCompany && existing.sha256 === incoming.sha256 ? "Duplicate" : "Conflict";
};
