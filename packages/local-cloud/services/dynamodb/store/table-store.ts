// The tables, kept by dynalite: its actions are called in this process, without its HTTP server and the port of it.
import { setImmediate } from "node:timers/promises";
import batchGetItem from "dynalite/actions/batchGetItem.js";
import batchWriteItem from "dynalite/actions/batchWriteItem.js";
import createTable from "dynalite/actions/createTable.js";
import deleteItem from "dynalite/actions/deleteItem.js";
import getItem from "dynalite/actions/getItem.js";
import putItem from "dynalite/actions/putItem.js";
import query from "dynalite/actions/query.js";
import scan from "dynalite/actions/scan.js";
import updateItem from "dynalite/actions/updateItem.js";
import conditionParser from "dynalite/db/conditionParser.js";
import dynalite, { type Item } from "dynalite/db/index.js";
import batchGetItemInput from "dynalite/validations/batchGetItem.js";
import batchWriteItemInput from "dynalite/validations/batchWriteItem.js";
import createTableInput from "dynalite/validations/createTable.js";
import deleteItemInput from "dynalite/validations/deleteItem.js";
import getItemInput from "dynalite/validations/getItem.js";
import validations from "dynalite/validations/index.js";
import putItemInput from "dynalite/validations/putItem.js";
import queryInput from "dynalite/validations/query.js";
import scanInput from "dynalite/validations/scan.js";
import updateItemInput from "dynalite/validations/updateItem.js";
import { z } from "zod";
import { findNull } from "./find-null.ts";
import { mendIndexes } from "./mend-indexes.ts";
import { makeParseOnce } from "./parse-once.ts";

conditionParser.parse = makeParseOnce(conditionParser.parse);

export type Answer = {
  readonly status: number;
  /** What DynamoDB answers; for an error `__type` and a message. */
  readonly output: Item;
};

const operations = {
  BatchGetItem: { run: batchGetItem, input: batchGetItemInput },
  BatchWriteItem: { run: batchWriteItem, input: batchWriteItemInput },
  DeleteItem: { run: deleteItem, input: deleteItemInput },
  GetItem: { run: getItem, input: getItemInput },
  PutItem: { run: putItem, input: putItemInput },
  Query: { run: query, input: queryInput },
  Scan: { run: scan, input: scanInput },
  UpdateItem: { run: updateItem, input: updateItemInput },
} as const;

export type TableOperation = keyof typeof operations;
type Operation = { readonly run: typeof getItem; readonly input: typeof getItemInput };

/**
 * The input without members that are null: they are not there. Or a refusal, for what dynalite itself trips over.
 * Throws dynalite's own refusals.
 */
const readInput = (input: object, types: unknown): { readonly data: object } | Answer => {
  try {
    const data = validations.checkTypes(input, types);
    const path = findNull(data);
    if (path === undefined) return { data };
    return invalid(
      `1 validation error detected: Value null at '${path}' failed to satisfy constraint: Member must not be null`,
    );
  } catch (error) {
    // Nothing but depth exhausts the stack here.
    if (error instanceof RangeError) return invalid("Nesting Levels have exceeded supported limits");
    throw error;
  }
};

export type TableStore = Awaited<ReturnType<typeof openTableStore>>;

const Refusal = z.object({ statusCode: z.number(), body: z.record(z.string(), z.unknown()) });

const invalid = (message: string): Answer => ({
  status: 400,
  output: { __type: "com.amazon.coral.validate#ValidationException", message },
});

const isError = (error: unknown): boolean => error !== undefined && error !== null;

const open = async (directory: string | undefined) => {
  // In memory, dynalite keeps a few small buffers of each item. Cut from Node's shared pool, each of them keeps a whole
  // slab of it from being freed: 10 KB for a message instead of 2.
  if (directory === undefined) Buffer.poolSize = 0;
  const store = dynalite.create({
    createTableMs: 0,
    ...(directory === undefined ? {} : { path: directory }),
  });
  try {
    await store.db.open();
  } catch (error) {
    const cause = error instanceof Error && error.cause !== undefined ? error.cause : error;
    throw new Error(`the tables in ${directory} cannot be opened: ${String(cause)}`, { cause: error });
  }
  return store;
};

/** In memory without a directory. Rejects, naming the directory, when it cannot be used. */
export const openTableStore = async (directory?: string) => {
  const store = await open(directory);
  if (directory !== undefined) await mendIndexes(store.db);
  const underWay = new Set<Promise<unknown>>();

  const run = async ({ run: action, input: rules }: Operation, input: object): Promise<Answer> =>
    new Promise((resolve, reject) => {
      const fail = (error: unknown): void => {
        const refusal = Refusal.safeParse(error);
        if (refusal.success) resolve({ status: refusal.data.statusCode, output: refusal.data.body });
        else reject(error);
      };
      try {
        const read = readInput(input, rules.types);
        if (!("data" in read)) return resolve(read);
        const { data } = read;
        validations.checkValidations(data, rules.types, rules.custom, store);
        action(store, data, (error, output = {}) => {
          if (isError(error)) fail(error);
          else resolve({ status: 200, output });
        });
      } catch (error) {
        fail(error);
      }
    });

  /** The table as it was created; undefined when there is none. */
  const describe = async (name: string): Promise<Item | undefined> =>
    new Promise((resolve, reject) => {
      store.tableDb.get(name, (error, table) => {
        if (isError(error)) reject(error);
        else resolve(table);
      });
    });

  /** dynalite answers CREATING first and turns to ACTIVE a tick later. */
  const untilActive = async (name: string): Promise<void> => {
    const deadline = performance.now() + 5000;
    while ((await describe(name))?.["TableStatus"] !== "ACTIVE") {
      if (performance.now() > deadline) throw new Error(`the table ${name} does not become active`);
      await setImmediate();
    }
  };

  return {
    /** Changes `input`. Rejects only for a fault of the store itself. */
    call: async (operation: TableOperation, input: object): Promise<Answer> => {
      const running = run(operations[operation], input);
      underWay.add(running);
      try {
        return await running;
      } finally {
        underWay.delete(running);
      }
    },
    /** Resolves once the table can be used, or with DynamoDB's refusal. */
    create: async (input: object): Promise<Answer> => {
      const answer = await run({ run: createTable, input: createTableInput }, { ...input });
      if (answer.status === 200 && "TableName" in input) await untilActive(String(input.TableName));
      return answer;
    },
    describe,
    /** Forgets that there is such a table. */
    forget: async (name: string): Promise<void> =>
      new Promise((resolve, reject) => {
        store.tableDb.del(name, (error) => {
          if (isError(error)) reject(error);
          else resolve();
        });
      }),
    /** Waits for what is under way. */
    close: async (): Promise<void> => {
      // dynalite itself waits for a moment without a pending write, which may be one between two writes of an action.
      await Promise.allSettled(underWay);
      await store.db.close();
    },
  };
};
