// What a command has done already, in a file that outlives it: one that is killed half-way goes on from there.
import { createHash } from "node:crypto";
import { appendFileSync, existsSync, mkdirSync, readFileSync, rmSync } from "node:fs";
import { join } from "node:path";

export type Journal = {
  /** Done by an earlier run that did not come to its end. */
  readonly done: ReadonlySet<string>;
  /** Begun by it: whether they were done nobody knows. */
  readonly unsure: ReadonlySet<string>;
  /** On the disk when this returns, here and below. */
  readonly begin: (id: string) => void;
  readonly end: (id: string) => void;
  /** All is done: nothing of it need be known any longer. */
  readonly finish: () => void;
};

/** @param work what is done, to what: the same words find the same journal */
export const openJournal = (directory: string, work: readonly string[]): Journal => {
  const name = createHash("sha256").update(JSON.stringify(work)).digest("hex").slice(0, 16);
  const file = join(directory, `${work[0] ?? "work"}-${name}.journal`);
  const lines = existsSync(file) ? readFileSync(file, "utf8").split("\n") : [];
  // The last one may be cut off: whatever is noted ends with a line feed.
  const noted = lines.slice(0, -1).map((line) => line.split(" "));
  const done = new Set(noted.flatMap(([what, id]) => (what === "end" && id !== undefined ? [id] : [])));
  const begun = noted.flatMap(([what, id]) => (what === "begin" && id !== undefined ? [id] : []));
  const append = (line: string): void => {
    mkdirSync(directory, { recursive: true });
    appendFileSync(file, `${line}\n`, { mode: 0o600 });
  };
  return {
    done,
    unsure: new Set(begun.filter((id) => !done.has(id))),
    begin: (id) => append(`begin ${id}`),
    end: (id) => append(`end ${id}`),
    finish: () => rmSync(file, { force: true }),
  };
};
