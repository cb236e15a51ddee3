// The directory that a run keeps its state in, held so that no two runs share one.
import { existsSync } from "node:fs";
import { join } from "node:path";
import { DatabaseSync } from "node:sqlite";
import { makeDirectory } from "./make-directory.ts";

export type DataDirectory = {
  readonly queues: string;
  readonly objects: string;
  /** A directory; the others are files. */
  readonly tables: string;
  /** Call once nothing writes there any more. */
  readonly release: () => void;
};

/** https://www.sqlite.org/rescode.html#busy */
const sqliteBusy = 5;

/** The lock is the kernel's, so that a kill -9 leaves none behind. */
const lock = (directory: string): (() => void) => {
  const database = new DatabaseSync(join(directory, "lock.db"), { open: false });
  try {
    database.open();
    database.exec("BEGIN EXCLUSIVE");
  } catch (cause) {
    if (database.isOpen) database.close();
    const { errcode, message } = cause as Error & { readonly errcode?: number };
    const reason = errcode === sqliteBusy ? "is in use by another run" : `cannot be written to: ${message}`;
    throw new Error(`the data directory ${directory} ${reason}`, { cause });
  }
  return () => {
    database.close();
  };
};

/** Where versions up to 0.1.0 kept queues and objects, in a form that is no longer read. */
const earlierLayout = "queues-and-objects";

const make = async (directory: string): Promise<void> => {
  try {
    await makeDirectory(directory);
  } catch (cause) {
    const { message } = cause as Error;
    throw new Error(`the data directory ${directory} cannot be made: ${message}`, { cause });
  }
};

/**
 * Makes the directory where it is missing. Rejects with a sentence when it cannot be made or written to, when another
 * run holds it, or when an earlier version wrote it.
 */
export const openDataDirectory = async (directory: string): Promise<DataDirectory> => {
  await make(directory);
  if (existsSync(join(directory, earlierLayout)))
    throw new Error(
      `the data directory ${directory} was written by an earlier version of the local cloud, whose queues and objects cannot be read (${earlierLayout}): name another directory, or delete this one`,
    );
  return {
    queues: join(directory, "queues.sqlite"),
    objects: join(directory, "objects.sqlite"),
    tables: join(directory, "tables"),
    release: lock(directory),
  };
};
