// Judges each write of a simulation at the moment it takes effect.
import type { StoredItem } from "./condition.ts";
import { violation, type Violation } from "./invariants.ts";
import { contentKeysOf, isAcceptable, ownerOf, rejectedKeyOf, shorten, type Sent } from "./sent.ts";
import { attributeOf, type Change, type StoredObject, type Stores } from "./stores.ts";

/** All that was sent, by the hash of its text. */
export type Ledger = ReadonlyMap<string, readonly Sent[]>;

export const toLedger = (sent: readonly Sent[]): Ledger => Map.groupBy(sent, ({ sha256 }) => sha256);

const receiptOf = (receivedAt: string | undefined, requestId: string | undefined): string =>
  `${receivedAt} ${requestId}`;

const isReceiptOf = (receipt: string, { receivedAt, requestId }: Sent): boolean =>
  receipt === receiptOf(new Date(receivedAt).toISOString(), requestId);

const checkObject = (
  ledger: Ledger,
  key: string,
  before: StoredObject | undefined,
  { sha256, metadata }: StoredObject,
): Violation | undefined => {
  if (before !== undefined) return violation("object-written-once", `${shorten(key)} was written again`);
  const receipt = receiptOf(metadata["received_at"], metadata["request_id"]);
  const sent = ledger.get(sha256)?.find((each) => isReceiptOf(receipt, each));
  if (sent === undefined)
    return violation("nothing-invented", `${shorten(key)} holds what was not sent like this`);
  const isWinner = metadata["verdict"] === "Valid" && isAcceptable(sent);
  const place = isWinner ? `${sent.named}/${sent.id}.json` : rejectedKeyOf(ownerOf(sent), sha256);
  return key === place
    ? undefined
    : violation("in-its-own-place", `${sent.name} was archived as ${shorten(key)}`);
};

const checkBefore = (before: StoredItem, item: StoredItem): Violation | undefined => {
  const key = attributeOf(item, "message_id") ?? "";
  if (attributeOf(before, "status") === "Processed")
    return violation("processed-is-final", `the processed record ${shorten(key)} was overwritten`);
  const company = attributeOf(before, "company_id");
  const isCorrected =
    company === attributeOf(item, "company_id") && attributeOf(item, "status") === "Processed";
  return company === undefined || isCorrected
    ? undefined
    : violation("first-record-stays", `the rejection ${shorten(key)} was overwritten`);
};

const checkPlace = (sent: Sent, key: string, item: StoredItem): Violation | undefined => {
  const code = item["error"]?.M?.["code"]?.S;
  const isProcessed = attributeOf(item, "status") === "Processed";
  const hasOwnId = isProcessed || code === "InvalidMessage";
  const places = [...(hasOwnId ? [sent.id] : []), ...(isProcessed ? [] : contentKeysOf(sent))];
  if (isProcessed && !isAcceptable(sent))
    return violation("nothing-invented", `${sent.name} was recorded as processed, and is not valid`);
  return places.includes(key)
    ? undefined
    : violation(
        "in-its-own-place",
        `${sent.name} was recorded as ${attributeOf(item, "status")} under ${shorten(key)}`,
      );
};

const checkRecord = (
  ledger: Ledger,
  { objects }: Stores,
  key: string,
  before: StoredItem | undefined,
  item: StoredItem,
): Violation | undefined => {
  const broken = before === undefined ? undefined : checkBefore(before, item);
  if (broken !== undefined) return broken;
  const sha256 = attributeOf(item, "sha256") ?? "";
  const company = attributeOf(item, "company_id");
  const receipt = receiptOf(attributeOf(item, "received_at"), attributeOf(item, "request_id"));
  const sent = ledger.get(sha256)?.find((each) => ownerOf(each) === company && isReceiptOf(receipt, each));
  if (sent === undefined || attributeOf(item, "message") !== sent.raw)
    return violation("nothing-invented", `the record ${shorten(key)} holds what was not sent like this`);
  const isProcessed = attributeOf(item, "status") === "Processed";
  const place = isProcessed ? `${company}/${sent.id}.json` : rejectedKeyOf(company, sha256);
  const object = objects.get(place);
  if (object?.sha256 !== sha256)
    return violation(
      "archived-before-recorded",
      `${sent.name} was recorded when ${shorten(place)} held ${object === undefined ? "nothing" : "another text"}`,
    );
  return receipt === receiptOf(object.metadata["received_at"], object.metadata["request_id"])
    ? checkPlace(sent, key, item)
    : violation(
        "first-receipt-stays",
        `${sent.name} was recorded with a later receipt than ${shorten(place)}`,
      );
};

export const checkChange = (ledger: Ledger, stores: Stores, change: Change): Violation | undefined =>
  "object" in change
    ? checkObject(ledger, change.key, change.before, change.object)
    : checkRecord(ledger, stores, change.key, change.before, change.item);
