// A SQLite database in memory or in a file: what the services keep their state in.
import { DatabaseSync, type StatementSync } from "node:sqlite";

export type Database = {
  /** Prepare once, run often: parsing SQL costs more than running it. */
  readonly prepare: (sql: string) => StatementSync;
  /** All or nothing; inside another transaction, a part of that one. `work` must not wait for anything. */
  readonly transaction: <T>(work: () => T) => T;
  readonly close: () => void;
};

const migrate = (connection: DatabaseSync, migrations: readonly string[]): void => {
  const version = Number(connection.prepare("PRAGMA user_version").get()?.["user_version"]);
  if (version > migrations.length) throw new Error("it was written by a newer version of the local cloud");
  for (const [index, migration] of [...migrations.entries()].slice(version))
    connection.exec(`BEGIN; ${migration}; PRAGMA user_version = ${index + 1}; COMMIT`);
};

const open = (file: string | undefined, migrations: readonly string[]): DatabaseSync => {
  const connection = new DatabaseSync(file ?? ":memory:", { open: false });
  try {
    connection.open();
    connection.exec("PRAGMA journal_mode = WAL; PRAGMA synchronous = NORMAL");
    migrate(connection, migrations);
    return connection;
  } catch (cause) {
    if (connection.isOpen) connection.close();
    throw new Error(`${file ?? "the database"} cannot be used: ${String(cause)}`, { cause });
  }
};

/**
 * `migrations` is the schema: the first entry creates it, each later one brings an older file up to date. Throws,
 * naming the file, when it cannot be used.
 *
 * With a write-ahead log and `synchronous = NORMAL` a commit is a write to the file without a sync of the disk: a
 * killed process loses nothing it committed, a machine that loses power the last transactions at most
 * (https://www.sqlite.org/pragma.html#pragma_synchronous). In memory both settings are without effect.
 */
export const openDatabase = (file: string | undefined, migrations: readonly string[]): Database => {
  const connection = open(file, migrations);
  const begin = connection.prepare("BEGIN");
  const commit = connection.prepare("COMMIT");
  const rollback = connection.prepare("ROLLBACK");
  return {
    prepare: (sql) => connection.prepare(sql),
    transaction: (work) => {
      if (connection.isTransaction) return work();
      begin.run();
      try {
        const result = work();
        commit.run();
        return result;
      } catch (error) {
        // A full disk ends the transaction by itself.
        if (connection.isTransaction) rollback.run();
        throw error;
      }
    },
    close: () => {
      connection.close();
    },
  };
};
