// The file that has the whole log, whatever the terminal shows of it.
import { closeSync, fstatSync, mkdirSync, openSync, renameSync, rmSync, writeSync } from "node:fs";
import { dirname, join } from "node:path";

export type LogFile = {
  readonly path: () => string;
  /** With its line end. What cannot be written, as on a full disk, is said once; the system goes on without a log. */
  readonly write: (line: string) => void;
  /** Gives a file of its own choice the name of the API's port. */
  readonly rename: (apiPort: string) => void;
  /** Returns the path of what was logged, undefined when that is nothing. A start that failed leaves it under one name. */
  readonly close: () => string | undefined;
};

/** The folder of the log files is made; one that was chosen is there, or was mistyped. */
const open = (path: string, isChosen: boolean): number => {
  try {
    if (!isChosen) mkdirSync(dirname(path), { recursive: true });
    return openSync(path, "w");
  } catch (error) {
    const { code } = error as NodeJS.ErrnoException;
    throw new Error(
      `${path} cannot be written to (${code}): name another file for the log with --log-file PATH`,
      { cause: error },
    );
  }
};

export type LogFileOptions = {
  readonly root: string;
  /** 0 while it is not known. */
  readonly apiPort: number;
  /** Undefined: the file is named after the API's port, in `logs/` of the checkout. */
  readonly chosen: string | undefined;
  readonly complain: (sentence: string) => void;
};

/** Empties the file. Throws one sentence when it cannot be written to. */
export const openLogFile = ({ root, apiPort, chosen, complain }: LogFileOptions): LogFile => {
  const pathOf = (name: number | string): string => join(root, "logs", `${name}.jsonl`);
  const starting = pathOf(`starting-${process.pid}`);
  let path = chosen ?? (apiPort === 0 ? starting : pathOf(apiPort));
  const file = open(path, chosen !== undefined);
  let isBroken = false;
  const rename = (name: string): void => {
    const named = pathOf(name);
    if (chosen !== undefined || named === path) return;
    renameSync(path, named);
    path = named;
  };
  const settle = (): string | undefined => {
    const isEmpty = fstatSync(file).size === 0;
    closeSync(file);
    if (path === starting && isEmpty) rmSync(path);
    if (path === starting && !isEmpty) rename("failed-start");
    return isEmpty ? undefined : path;
  };
  let closed: { readonly left: string | undefined } | undefined;
  return {
    path: () => path,
    write: (line) => {
      if (isBroken) return;
      try {
        writeSync(file, line);
      } catch (error) {
        isBroken = true;
        complain(`${path} can no longer be written to: ${String(error)}`);
      }
    },
    rename,
    close: () => {
      closed ??= { left: settle() };
      return closed.left;
    },
  };
};
