// Brings the indexes in line with the items. dynalite writes an item's index entries and then the item, one by one:
// a process that is killed in between leaves an entry of an item that does not exist, or of one as it never was.
import dynalite, { type Item, type Store } from "dynalite/db/index.js";
import { z } from "zod";

type Database = Store["db"];
type Change = Parameters<Database["batch"]>[0][number];

const Indexes = z.array(z.record(z.string(), z.unknown())).default([]);

/** Keys are `KIND-NAME~KEY`, for an index `index-global~TABLE~INDEX~KEY`. */
const under = (prefix: string) => ({ gte: `${prefix}~`, lt: `${prefix}\u007F` });

/** The index entries that the table's items should have, by their keys. */
const entriesOf = async (db: Database, name: string, table: Item): Promise<Map<string, Item>> => {
  const indexes = Indexes.parse(table["GlobalSecondaryIndexes"]);
  const entries = new Map<string, Item>();
  for await (const [, item] of db.iterator(under(`item-${name}`))) {
    const { puts } = dynalite.getIndexActions(indexes, undefined, item, table);
    for (const put of puts) entries.set(`index-global~${name}~${put.index}~${put.key}`, put.item);
  }
  return entries;
};

const changesOf = async (db: Database, name: string, table: Item): Promise<readonly Change[]> => {
  const missing = await entriesOf(db, name, table);
  const changes: Change[] = [];
  for await (const [key, entry] of db.iterator(under(`index-global~${name}`))) {
    const expected = missing.get(key);
    if (expected === undefined) changes.push({ type: "del", key });
    else if (JSON.stringify(expected) === JSON.stringify(entry)) missing.delete(key);
  }
  for (const [key, value] of missing) changes.push({ type: "put", key, value });
  return changes;
};

/** Call before anything is written. Reads every table once. */
export const mendIndexes = async (db: Database): Promise<void> => {
  for await (const [key, table] of db.iterator(under("table"))) {
    const changes = await changesOf(db, key.slice("table~".length), table);
    if (changes.length > 0) await db.batch(changes);
  }
};
