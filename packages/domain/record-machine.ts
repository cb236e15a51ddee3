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
 * - `Rejected` gives way to its own company: to a corrected message, or to a newer rejection. The same bytes rejected
 *   twice leave the first record, with its first `rejected_at`.
 * - What another company sends is a conflict, even the same bytes: nobody can take a company's verdict away, and
 *   nobody's verdict can pass for another's.
 */
export const decide = (existing: Claim | undefined, incoming: Claim): Decision => {
  if (existing === undefined) return "Write";
  const isSameRaw = existing.sha256 === incoming.sha256;
  if (existing.status === "Rejected") {
    // One that names no company belongs to nobody.
    if ((existing.company_id ?? incoming.company_id) !== incoming.company_id) return "Conflict";
    const isSameRejection =
      incoming.status === "Rejected" && isSameRaw && existing.company_id === incoming.company_id;
    return isSameRejection ? "Duplicate" : "Write";
  }
  return isSameRaw && existing.company_id === incoming.company_id ? "Duplicate" : "Conflict";
};
