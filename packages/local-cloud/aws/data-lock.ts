// Keeps two runs from sharing one data directory.
import { join } from "node:path";
import { DatabaseSync } from "node:sqlite";

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
    throw new Error(`the data directory ${directory} is in use by another run`, { cause });
  }
  return () => {
    lock.close();
  };
};
