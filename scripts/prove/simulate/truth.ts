// What became of a message, as the stores tell it.
import { contentKeysOf, isAcceptable, isMismatch, ownerOf, rejectedKeyOf, type Sent } from "./sent.ts";
import { attributeOf, type Stores } from "./stores.ts";
import type { StoredItem } from "./condition.ts";

/** `replaced`: a rejection that gave way, to a correction or to a company where it named none. */
export type Truth = "processed" | "rejected" | "conflict" | "replaced";

const isOf = (item: StoredItem, sent: Sent): boolean =>
  attributeOf(item, "sha256") === sent.sha256 && attributeOf(item, "company_id") === ownerOf(sent);

const codeOf = (item: StoredItem): string | undefined => item["error"]?.M?.["code"]?.S;

const findUnder = ({ items }: Stores, keys: readonly string[], sent: Sent): StoredItem | undefined =>
  keys.map((key) => items.get(key)).find((item) => item !== undefined && isOf(item, sent));

const hasGivenWay = (stores: Stores, sent: Sent): boolean => {
  const byId = sent.id === undefined ? undefined : stores.items.get(sent.id);
  const owner = ownerOf(sent);
  if (owner !== undefined)
    return (
      byId !== undefined &&
      attributeOf(byId, "status") === "Processed" &&
      attributeOf(byId, "company_id") === owner
    );
  return byId !== undefined || contentKeysOf(sent).some((key) => stores.items.has(key));
};

/** Every truth about it that is on record: one, once it is acknowledged. */
export const truthsOf = (stores: Stores, sent: Sent): readonly Truth[] => {
  const byId = sent.id === undefined ? undefined : stores.items.get(sent.id);
  const underHash = findUnder(stores, contentKeysOf(sent), sent);
  if (isAcceptable(sent)) {
    const isProcessed = byId !== undefined && isOf(byId, sent) && attributeOf(byId, "status") === "Processed";
    const isConflict = underHash !== undefined && codeOf(underHash) === "MessageIdConflict";
    return [...(isProcessed ? ["processed" as const] : []), ...(isConflict ? ["conflict" as const] : [])];
  }
  const underId = isMismatch(sent) || byId === undefined || !isOf(byId, sent) ? undefined : byId;
  const isRejected = [underId, underHash].some(
    (item) => item !== undefined && attributeOf(item, "status") === "Rejected",
  );
  if (isRejected) return ["rejected"];
  return !isMismatch(sent) && hasGivenWay(stores, sent) ? ["replaced"] : [];
};

export const isArchived = ({ objects }: Stores, sent: Sent): boolean =>
  [`${sent.named}/${sent.id}.json`, rejectedKeyOf(ownerOf(sent), sent.sha256)].some(
    (key) => objects.get(key)?.sha256 === sent.sha256,
  );
