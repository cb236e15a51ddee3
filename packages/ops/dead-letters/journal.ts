// What a command has done already, in a file that outlives it: one that is killed half-way goes on from there.
import { appendFileSync, existsSync, mkdirSync, readFileSync, rmSync } from "node:fs";
import { join } from "node:path";
import { sha256 } from "../sha256.ts";

export type Journal = {
  /** Done, in this run or in an earlier one, and still to be known. */
  readonly done: ReadonlySet<string>;
  /** Begun: whether they were done nobody knows. */
  readonly unsure: ReadonlySet<string>;
  /** Outlives the process when this returns, here and below; not a machine that loses its power. */
  readonly begin: (id: string) => void;
  readonly end: (id: string) => void;
  /** It need not be known any longer. */
  readonly forget: (id: string) => void;
  /** Nothing remains of a journal in which nothing is to be known. */
  readonly close: () => void;
};

/** @param work what is done, to what: the same words find the same journal */
export const openJournal = (directory: string, work: readonly string[]): Journal => {
  const name = sha256(JSON.stringify(work)).slice(0, 16);
  const file = join(directory, `${work[0] ?? "work"}-${name}.journal`);
  const done = new Set<string>();
  const unsure = new Set<string>();
  const note = (what: string, id: string): void => {
    done.delete(id);
    unsure.delete(id);
    if (what === "begin") unsure.add(id);
    if (what === "end") done.add(id);
  };
  const lines = existsSync(file) ? readFileSync(file, "utf8").split("\n") : [];
  // The last one may be cut off: whatever is noted ends with a line feed.
  for (const [what = "", id = ""] of lines.slice(0, -1).map((line) => line.split(" "))) note(what, id);
  const append = (what: string, id: string): void => {
    mkdirSync(directory, { recursive: true });
    appendFileSync(file, `${what} ${id}\n`, { mode: 0o600 });
    note(what, id);
  };
  return {
    done,
    unsure,
    begin: (id) => append("begin", id),
    end: (id) => append("end", id),
    forget: (id) => {
      if (done.has(id) || unsure.has(id)) append("forget", id);
    },
    close: () => {
      if (done.size + unsure.size === 0) rmSync(file, { force: true });
    },
  };
};
