// What a command has done already, in a file that outlives it: one that is killed half-way goes on from there.
import { createHash } from "node:crypto";
import { appendFileSync, existsSync, mkdirSync, readFileSync, rmSync } from "node:fs";
import { join } from "node:path";

export type Journal = {
  /** Noted by an earlier run that did not come to its end. */
  readonly before: ReadonlySet<string>;
  /** On the disk when this returns. */
  readonly note: (id: string) => void;
  /** All is done: nothing of it need be known any longer. */
  readonly finish: () => void;
};

/** @param work what is done, to what: the same words find the same journal */
export const openJournal = (directory: string, work: readonly string[]): Journal => {
  const name = createHash("sha256").update(JSON.stringify(work)).digest("hex").slice(0, 16);
  const file = join(directory, `${work[0] ?? "work"}-${name}.journal`);
  const lines = existsSync(file) ? readFileSync(file, "utf8").split("\n") : [];
  return {
    // The last one may be cut off: whatever is noted ends with a line feed.
    before: new Set(lines.slice(0, -1)),
    note: (id) => {
      mkdirSync(directory, { recursive: true });
      appendFileSync(file, `${id}\n`, { mode: 0o600 });
    },
    finish: () => rmSync(file, { force: true }),
  };
};
