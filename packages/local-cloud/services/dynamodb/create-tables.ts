// Brings the engine's tables in line with the stack, without touching data that is there.
import { setTimeout as sleep } from "node:timers/promises";
import { isDeepStrictEqual } from "node:util";
import type { Resource, Stack } from "../../stack/resource-type.ts";
import { toCreateTableInput } from "./create-table-input.ts";
import type { DynamodbEngine, Json } from "./engine.ts";
import { DynamodbTable, type DynamodbTableConfig } from "../../resources/dynamodb.ts";

type Table = Resource<DynamodbTableConfig>;

const describe = async (engine: DynamodbEngine, { config, address }: Table): Promise<Json | undefined> => {
  const answer = await engine.call("DescribeTable", { TableName: config.name });
  if (answer.ok) return answer.output.Table as Json;
  if (answer.code === "ResourceNotFoundException") return undefined;
  throw new Error(`${address}: ${answer.message}`);
};

/** dynalite answers CREATING first and turns to ACTIVE a tick later. */
const untilActive = async (engine: DynamodbEngine, table: Table): Promise<void> => {
  const deadline = Date.now() + 5000;
  while ((await describe(engine, table))?.TableStatus !== "ACTIVE") {
    if (Date.now() > deadline) throw new Error(`${table.address}: the table does not become active`);
    await sleep(1);
  }
};

const byName = (items: unknown, name: string): readonly Json[] =>
  ((items ?? []) as readonly Json[]).toSorted((left, right) =>
    String(left[name]).localeCompare(String(right[name])),
  );

/** What cannot be changed without a new table, in one shape for description and input. */
const toShape = ({ KeySchema, AttributeDefinitions, GlobalSecondaryIndexes }: Json) => ({
  KeySchema,
  AttributeDefinitions: byName(AttributeDefinitions, "AttributeName"),
  indexes: byName(GlobalSecondaryIndexes, "IndexName").map(({ IndexName, KeySchema: keys, Projection }) => ({
    IndexName,
    KeySchema: keys,
    Projection,
  })),
});

const createTable = async (engine: DynamodbEngine, table: Table): Promise<void> => {
  const input = { ...toCreateTableInput(table.config) };
  const existing = await describe(engine, table);
  if (existing === undefined) {
    const created = await engine.call("CreateTable", input);
    if (!created.ok) throw new Error(`${table.address}: ${created.message}`);
    await untilActive(engine, table);
    return;
  }
  if (isDeepStrictEqual(toShape(existing), toShape(input))) return;
  throw new Error(
    `${table.address}: the table ${table.config.name} in the data directory has other keys, attributes or indexes than the stack; use another data directory`,
  );
};

/** Throws an error that names the resource for a table that AWS would refuse, or that another one has the name of. */
export const createTables = async (stack: Stack, engine: DynamodbEngine): Promise<void> => {
  const owners = new Map<string, string>();
  for (const table of stack.of(DynamodbTable)) {
    const other = owners.get(table.config.name);
    if (other !== undefined)
      throw new Error(`${table.address}: the table ${table.config.name} is ${other} already`);
    owners.set(table.config.name, table.address);
    await createTable(engine, table);
  }
};
