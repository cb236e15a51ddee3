// Reads a table: one item, or page by page what has a value.
import { callAws } from "./json-protocol.ts";
import { toItem, type Attributes, type Item } from "./item.ts";

export type Pair = { readonly name: string; readonly value: string };

export type Page = {
  readonly items: readonly Item[];
  /** How many items were looked at to find these. */
  readonly examined: number;
  /** Where the next page begins; undefined after the last one. */
  readonly next: Attributes | undefined;
};

type Answer = {
  readonly Items: readonly Attributes[];
  readonly ScannedCount: number;
  readonly LastEvaluatedKey?: Attributes;
};

const toPage = ({ Items, ScannedCount, LastEvaluatedKey }: Answer): Page => ({
  items: Items.map(toItem),
  examined: ScannedCount,
  next: LastEvaluatedKey,
});

const toCondition = (which: "Filter" | "KeyCondition", pair: Pair | undefined) =>
  pair === undefined
    ? { input: {}, names: {}, values: {} }
    : {
        input: { [`${which}Expression`]: `#${which} = :${which}` },
        names: { [`#${which}`]: pair.name },
        values: { [`:${which}`]: { S: pair.value } },
      };

type Reading = {
  readonly table: string;
  readonly filter?: Pair | undefined;
  /** How many items are looked at at most. */
  readonly limit: number;
  readonly from?: Attributes | undefined;
};

const toInput = ({ table, filter, limit, from }: Reading, key?: Pair): object => {
  const conditions = [toCondition("Filter", filter), toCondition("KeyCondition", key)] as const;
  const [filtered, keyed] = conditions;
  const names = { ...filtered.names, ...keyed.names };
  const hasNames = Object.keys(names).length > 0;
  return {
    TableName: table,
    Limit: limit,
    ...filtered.input,
    ...keyed.input,
    ...(hasNames
      ? {
          ExpressionAttributeNames: names,
          ExpressionAttributeValues: { ...filtered.values, ...keyed.values },
        }
      : {}),
    ...(from === undefined ? {} : { ExclusiveStartKey: from }),
  };
};

export const getItem = async (table: string, key: Pair): Promise<Item | undefined> => {
  const input = { TableName: table, Key: { [key.name]: { S: key.value } }, ConsistentRead: true };
  const { Item: found } = await callAws<{ readonly Item?: Attributes }>("DynamoDB", "GetItem", input);
  return found === undefined ? undefined : toItem(found);
};

/** In no order that means anything. */
export const scan = async (reading: Reading): Promise<Page> =>
  toPage(await callAws<Answer>("DynamoDB", "Scan", toInput(reading)));

/** The newest first, where the index is sorted by time. */
export const queryIndex = async (reading: Reading & { index: string; key: Pair }): Promise<Page> => {
  const input = { ...toInput(reading, reading.key), IndexName: reading.index, ScanIndexForward: false };
  return toPage(await callAws<Answer>("DynamoDB", "Query", input));
};
