// Keeps two runs from sharing one data directory.
import { join } from "node:path";
import { DatabaseSync } from "node:sqlite";

/** https://www.sqlite.org/rescode.html#busy */
const sqliteBusy = 5;

/**
 * Holds the directory until the returned function is called or the process dies: the lock is the kernel's, so
 * a kill -9 leaves none behind. (LevelDB's own lock would surface as an uncaught exception of dynalite.)
 * Throws when another process holds it.
 */
export const lockDataDirectory = (directory: string): (() => void) => {
  const lock = new DatabaseSync(join(directory, "lock.db"));
  try {
    lock.exec("BEGIN EXCLUSIVE");
  } catch (cause) {
    lock.close();
    const { errcode, message } = cause as Error & { readonly errcode?: number };
    const reason = errcode === sqliteBusy ? "is in use by another run" : `cannot be locked: ${message}`;
    throw new Error(`the data directory ${directory} ${reason}`, { cause });
  }
  return () => {
    lock.close();
  };
};
