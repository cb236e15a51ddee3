// What a new record may do to the one that is there: the write rules, whatever the order of deliveries.
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
 * - `Rejected` gives way to whatever is not the same rejection: to a corrected message, or to a newer rejection.
 * - The same bytes rejected twice leave the first record, with its first `rejected_at`.
 */
export const decide = (existing: Claim | undefined, incoming: Claim): Decision => {
  if (existing === undefined) return "Write";
  const isSameRaw = existing.sha256 === incoming.sha256;
  if (existing.status === "Rejected")
    return incoming.status === "Rejected" && isSameRaw ? "Duplicate" : "Write";
  return isSameRaw && existing.company_id === incoming.company_id ? "Duplicate" : "Conflict";
};
