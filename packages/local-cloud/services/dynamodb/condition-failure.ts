// ReturnValuesOnConditionCheckFailure, which dynalite ignores.
import type { DynamodbTableConfig } from "../../resources/dynamodb.ts";
import type { Input } from "./identify.ts";
import type { Answer, TableStore } from "./store/table-store.ts";

/** What tells the item apart whose condition failed: a key, or the key in an item that was put. */
const keyOf = ({ Key, Item }: Input, { hash_key, range_key }: DynamodbTableConfig): unknown => {
  if (Key !== undefined || typeof Item !== "object" || Item === null) return Key;
  const names = [hash_key, range_key];
  return Object.fromEntries(Object.entries(Item).filter(([name]) => names.includes(name)));
};

export const errorCodeOf = ({ output }: Answer): string => String(output["__type"]).split("#").at(-1) ?? "";

/**
 * Adds the item to a failed condition that asked for it with ALL_OLD. It is read after the failure: a write in
 * between shows, where AWS would still give the item that the condition was evaluated on.
 */
export const withFailedItem = async (
  store: TableStore,
  table: DynamodbTableConfig | undefined,
  input: Input,
  answer: Answer,
): Promise<Answer> => {
  const isAsked = input["ReturnValuesOnConditionCheckFailure"] === "ALL_OLD";
  if (!isAsked || table === undefined || errorCodeOf(answer) !== "ConditionalCheckFailedException")
    return answer;
  const read = await store.call("GetItem", {
    TableName: table.name,
    Key: keyOf(input, table),
    ConsistentRead: true,
  });
  if (read.status !== 200)
    throw new Error(`the item of a failed condition cannot be read: ${JSON.stringify(read.output)}`);
  const { Item } = read.output;
  return Item === undefined ? answer : { ...answer, output: { ...answer.output, Item } };
};
