// `ops dlq export`: letters into a file; they stay where they are.
import { once } from "node:events";
import { createWriteStream, existsSync, renameSync, rmSync } from "node:fs";
import { finished } from "node:stream/promises";
import { OperatorError } from "../operator-error.ts";
import type { Target } from "../target/target.ts";
import { countOf } from "../terminal/in-words.ts";
import type { Terminal } from "../terminal/terminal.ts";
import type { LetterFilter } from "./filter.ts";
import { findLetters } from "./find-letters.ts";
import { toLetterLine } from "./letter-file.ts";
import { lookAtLetters } from "./look.ts";
import { awaitHidden } from "./queue.ts";
import type { LetterSummary } from "./summary.ts";

export type Exported = { readonly exported: number; readonly failed: number; readonly file: string };

const write = async (
  target: Target,
  letters: readonly LetterSummary[],
  file: string,
  terminal: Terminal,
): Promise<number> => {
  const chosen = new Map(letters.map((letter) => [letter.id, letter]));
  const progress = terminal.progress("writing letters", chosen.size);
  // For nobody else to read: the texts are the companies' own.
  const out = createWriteStream(file, { mode: 0o600 });
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
    out.end();
    await finished(out);
    return written;
  } finally {
    out.destroy();
    progress.done();
  }
};

/** The file is there when all is in it, and not before. */
export const exportLetters = async (
  target: Target,
  { to: file, ...filter }: LetterFilter & { readonly to: string },
  terminal: Terminal,
): Promise<Exported> => {
  if (existsSync(file)) throw new OperatorError(`${file} is there already: name another file`);
  const { letters, hidden } = await findLetters(
    target,
    filter,
    terminal,
    new Date(),
    await awaitHidden(target, terminal),
  );
  if (hidden > 0)
    terminal.say(`${countOf(hidden, "letter")} hidden by another look or move: not among these.`);
  const part = `${file}.part`;
  try {
    const exported = await write(target, letters, part, terminal);
    renameSync(part, file);
    return { exported, failed: letters.length - exported, file };
  } finally {
    rmSync(part, { force: true });
  }
};
