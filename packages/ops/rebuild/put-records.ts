// Writes many records at once, each where nothing stands: by the write rules, at the price of one write a record.
import {
  BatchGetItemCommand,
  BatchWriteItemCommand,
  ScanCommand,
  type AttributeValue,
  type WriteRequest,
} from "@aws-sdk/client-dynamodb";
import { decide, type Claim } from "@message-handler/domain/record-machine.ts";
import type { MessageRecord, RecordKey } from "@message-handler/domain/record.ts";
import { toExpiry, toRecordItem } from "@message-handler/message-store/persisted-record.ts";
import { setTimeout } from "node:timers/promises";
import type { Target } from "../target/target.ts";

type Item = Record<string, AttributeValue>;
type Table = Pick<Target, "table" | "clients"> & { readonly recordDays: number };

/** `Over`: a rejection stands there that may be replaced, which a condition has to watch. */
export type PutOutcome = "Recorded" | "Duplicate" | "Conflict" | "Over";

/** What DynamoDB takes in one call. */
const mostKeys = 100;
const mostWrites = 25;

/** Milliseconds before what DynamoDB left out is asked for again. */
const pauses = [50, 100, 200, 400, 800, 1600, 3200, 6400];

const withPauses = async <A>(
  first: A,
  isDone: (left: A) => boolean,
  ask: (left: A) => Promise<A>,
): Promise<void> => {
  let left = await ask(first);
  for (const pause of pauses) {
    if (isDone(left)) return;
    await setTimeout(pause);
    left = await ask(left);
  }
  if (!isDone(left)) throw new Error("DynamoDB takes fewer calls than these: lower --rate");
};

const toClaim = (item: Item): Claim | undefined => {
  const { status, sha256, company_id } = item;
  if (status?.S !== "Processed" && status?.S !== "Rejected") return undefined;
  return {
    status: status.S,
    sha256: sha256?.S ?? "",
    ...(company_id?.S === undefined ? {} : { company_id: company_id.S }),
  };
};

const readClaims = async (
  { table, clients }: Table,
  keys: readonly RecordKey[],
): Promise<ReadonlyMap<RecordKey, Claim | undefined>> => {
  const found = new Map<RecordKey, Claim | undefined>();
  if (keys.length === 0) return found;
  await withPauses<readonly Item[]>(
    keys.map((key) => ({ message_id: { S: key } })),
    (left) => left.length === 0,
    async (left) => {
      const { Responses, UnprocessedKeys } = await clients.dynamodb.send(
        new BatchGetItemCommand({
          RequestItems: {
            [table]: {
              Keys: [...left],
              ConsistentRead: true,
              ProjectionExpression: "message_id, #status, sha256, company_id",
              ExpressionAttributeNames: { "#status": "status" },
            },
          },
        }),
      );
      for (const item of Responses?.[table] ?? []) found.set(item["message_id"]?.S ?? "", toClaim(item));
      return UnprocessedKeys?.[table]?.Keys ?? [];
    },
  );
  return found;
};

const write = async ({ table, clients }: Table, items: readonly Item[]): Promise<void> =>
  withPauses<readonly WriteRequest[]>(
    items.map((Item) => ({ PutRequest: { Item } })),
    (left) => left.length === 0,
    async (left) => {
      const { UnprocessedItems } = await clients.dynamodb.send(
        new BatchWriteItemCommand({ RequestItems: { [table]: [...left] } }),
      );
      return UnprocessedItems?.[table] ?? [];
    },
  );

/** What DynamoDB takes at most in one call is 16 MB; this leaves room for the rest of 25 items. */
export const batchLimits = {
  most: mostKeys,
  size: 4_194_304,
  sizeOf: ({ message }: Pick<MessageRecord, "message">): number => message.length,
};

/** False where it is not certain. */
export const isEmpty = async ({ table, clients }: Pick<Target, "table" | "clients">): Promise<boolean> => {
  const { Count, LastEvaluatedKey } = await clients.dynamodb.send(
    new ScanCommand({ TableName: table, Limit: 1, ConsistentRead: true, Select: "COUNT" }),
  );
  return Count === 0 && LastEvaluatedKey === undefined;
};

export type PutOptions = {
  readonly isDryRun: boolean;
  /** The table was empty when the run began, which writes no key twice: no need to look. */
  readonly isFree: boolean;
};

/**
 * Up to 100 records with different keys. Looks first and then writes those whose keys are free, so nobody else may write
 * meanwhile: a condition on each would take a call for each.
 */
export const putRecords = async (
  table: Table,
  records: readonly MessageRecord[],
  { isDryRun, isFree }: PutOptions,
): Promise<readonly PutOutcome[]> => {
  const keys = isFree ? [] : records.map(({ message_id }) => message_id);
  const existing = await readClaims(table, keys);
  const outcomes = records.map((record): PutOutcome => {
    if (!existing.has(record.message_id)) return "Recorded";
    const claim = existing.get(record.message_id);
    // What is no record was not written by the system: it stays.
    if (claim === undefined) return "Conflict";
    const decision = decide(claim, record);
    return decision === "Write" ? "Over" : decision;
  });
  const items = records
    .filter((_, index) => outcomes[index] === "Recorded")
    .map((record) => ({ ...toRecordItem(record), ...toExpiry(record, table.recordDays) }));
  if (isDryRun) return outcomes;
  const groups = Array.from({ length: Math.ceil(items.length / mostWrites) }, (_, index) =>
    items.slice(index * mostWrites, (index + 1) * mostWrites),
  );
  await Promise.all(groups.map(async (group) => write(table, group)));
  return outcomes;
};
