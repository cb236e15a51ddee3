// Brings the tables of the store in line with the stack, without touching data that is there.
import { isDeepStrictEqual } from "node:util";
import type { CreateTableCommandInput } from "@aws-sdk/client-dynamodb";
import type { Resource, Stack } from "../../stack/resource-type.ts";
import { DynamodbTable, type DynamodbTableConfig } from "../../resources/dynamodb.ts";
import type { Input } from "./identify.ts";
import type { TableStore } from "./store/table-store.ts";

type Table = Resource<DynamodbTableConfig>;

type KeySchema = NonNullable<CreateTableCommandInput["KeySchema"]>;
type Index = DynamodbTableConfig["global_secondary_index"][number];

const toKeySchema = (hash: string, range: string | undefined): KeySchema => [
  { AttributeName: hash, KeyType: "HASH" },
  ...(range === undefined ? [] : [{ AttributeName: range, KeyType: "RANGE" as const }]),
];

const toIndex = ({ name, hash_key, range_key, projection_type, non_key_attributes }: Index) => ({
  IndexName: name,
  KeySchema: toKeySchema(hash_key, range_key),
  Projection: {
    ProjectionType: projection_type,
    ...(non_key_attributes === undefined ? {} : { NonKeyAttributes: non_key_attributes }),
  },
});

/** Whether keys and attributes fit together is for the API to say. */
const toCreateTableInput = (config: DynamodbTableConfig): CreateTableCommandInput => {
  const indexes = config.global_secondary_index.map(toIndex);
  return {
    TableName: config.name,
    BillingMode: config.billing_mode,
    KeySchema: toKeySchema(config.hash_key, config.range_key),
    AttributeDefinitions: config.attribute.map(({ name, type }) => ({
      AttributeName: name,
      AttributeType: type,
    })),
    // An empty list is an error of the API.
    ...(indexes.length === 0 ? {} : { GlobalSecondaryIndexes: indexes }),
  };
};

const byName = (items: unknown, name: string): readonly Input[] =>
  (Array.isArray(items) ? items : [])
    .map((item: object): Input => ({ ...item }))
    .toSorted((left, right) => String(left[name]).localeCompare(String(right[name])));

/** What cannot be changed without a new table, in one shape for description and input. */
const toShape = ({ KeySchema, AttributeDefinitions, GlobalSecondaryIndexes }: Input) => ({
  KeySchema,
  AttributeDefinitions: byName(AttributeDefinitions, "AttributeName"),
  indexes: byName(GlobalSecondaryIndexes, "IndexName").map(({ IndexName, KeySchema: keys, Projection }) => ({
    IndexName,
    KeySchema: keys,
    Projection,
  })),
});

const createTable = async (store: TableStore, table: Table): Promise<void> => {
  const created = await store.create(toCreateTableInput(table.config));
  if (created.status !== 200)
    throw new Error(`${table.address}: ${String(created.output["message"] ?? created.output["Message"])}`);
};

const bringInLine = async (store: TableStore, table: Table): Promise<void> => {
  const { config, address } = table;
  const existing = await store.describe(config.name);
  if (existing === undefined) return createTable(store, table);
  if (!isDeepStrictEqual(toShape(existing), toShape({ ...toCreateTableInput(config) })))
    throw new Error(
      `${address}: the table ${config.name} in the data directory has other keys, attributes or indexes than the stack; use another data directory`,
    );
  if (existing["TableStatus"] === "ACTIVE") return;
  // The run that created it was killed before it had anything in it.
  await store.forget(config.name);
  await createTable(store, table);
};

/** Throws an error that names the resource for a table that AWS would refuse, or that another one has the name of. */
export const createTables = async (stack: Stack, store: TableStore): Promise<void> => {
  const owners = new Map<string, string>();
  for (const table of stack.of(DynamodbTable)) {
    const other = owners.get(table.config.name);
    if (other !== undefined)
      throw new Error(`${table.address}: the table ${table.config.name} is ${other} already`);
    owners.set(table.config.name, table.address);
    await bringInLine(store, table);
  }
};
