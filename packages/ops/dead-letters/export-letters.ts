// `ops dlq export`: letters into a file, or to stdout; they stay where they are.
import { once } from "node:events";
import { createWriteStream, existsSync, renameSync, rmSync } from "node:fs";
import type { Writable } from "node:stream";
import { finished } from "node:stream/promises";
import { OperatorError } from "../operator-error.ts";
import type { Target } from "../target/target.ts";
import type { Terminal } from "../terminal/terminal.ts";
import type { LetterFilter } from "./filter.ts";
import { chooseLetters } from "./find-letters.ts";
import { toLetterLine } from "./letter-file.ts";
import { lookAtLetters } from "./look.ts";
import type { LetterSummary } from "./summary.ts";

export type Exported = {
  readonly exported: number;
  readonly failed: number;
  /** Null for stdout. */
  readonly file: string | null;
};

const write = async (
  target: Target,
  letters: readonly LetterSummary[],
  out: Writable,
  terminal: Terminal,
): Promise<number> => {
  const chosen = new Map(letters.map((letter) => [letter.id, letter]));
  const progress = terminal.progress("writing letters", chosen.size);
  let written = 0;
  try {
    await lookAtLetters(target, async ({ pages }) => {
      for await (const page of pages())
        for (const letter of page) {
          const summary = chosen.get(letter.id);
          if (summary === undefined) continue;
          if (!out.write(toLetterLine(letter, summary))) await once(out, "drain");
          written += 1;
          progress.advance(1);
        }
    });
    return written;
  } finally {
    progress.done();
  }
};

/** The file is there when all is in it, and not before. */
const writeFile = async (
  target: Target,
  letters: readonly LetterSummary[],
  file: string,
  terminal: Terminal,
): Promise<number> => {
  const part = `${file}.part`;
  // For nobody else to read: the texts are the companies' own.
  const out = createWriteStream(part, { mode: 0o600 });
  try {
    const written = await write(target, letters, out, terminal);
    out.end();
    await finished(out);
    renameSync(part, file);
    return written;
  } finally {
    out.destroy();
    rmSync(part, { force: true });
  }
};

/** @param to a new file, or the stream for them */
export const exportLetters = async (
  target: Target,
  filter: LetterFilter,
  to: string | Writable,
  terminal: Terminal,
): Promise<Exported> => {
  const file = typeof to === "string" ? to : null;
  if (file !== null && existsSync(file))
    throw new OperatorError(`${file} is there already: name another file`);
  const letters = await chooseLetters(target, filter, terminal);
  const exported =
    typeof to === "string"
      ? await writeFile(target, letters, to, terminal)
      : await write(target, letters, to, terminal);
  return { exported, failed: letters.length - exported, file };
};
