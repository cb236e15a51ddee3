// `ops dlq export`: letters into a file, or to stdout; they stay where they are.
import { existsSync } from "node:fs";
import { open, rename, rm } from "node:fs/promises";
import type { Writable } from "node:stream";
import { OperatorError } from "../operator-error.ts";
import type { Target } from "../target/target.ts";
import { withCleanup } from "../terminal/last-words.ts";
import type { Terminal } from "../terminal/terminal.ts";
import type { LetterFilter, Unmatched } from "./filter.ts";
import { chooseLetters, toUnmatched } from "./find-letters.ts";
import { toLetterLine } from "./letter-file.ts";
import { lookAtLetters } from "./look.ts";

export type Exported = Unmatched & {
  readonly exported: number;
  /** Letters that fit and are not in it, and hidden ones, of which nobody knows whether they do. */
  readonly failed: number;
  /** Null for stdout. It is not made where no letter is as was asked: `none_of` says how many there are. */
  readonly file: string | null;
};

type Write = (line: string) => Promise<void>;

const write = async (
  target: Target,
  filter: LetterFilter,
  out: Write,
  terminal: Terminal,
): Promise<Omit<Exported, "file">> => {
  const found = await chooseLetters(target, filter, terminal);
  const { letters, hidden } = found;
  const chosen = new Map(letters.map((letter) => [letter.id, letter]));
  const progress = terminal.progress("writing letters", chosen.size);
  let exported = 0;
  try {
    await lookAtLetters(target, async ({ pages }) => {
      for await (const page of pages())
        for (const letter of page) {
          const summary = chosen.get(letter.id);
          if (summary === undefined) continue;
          await out(toLetterLine(letter, summary));
          exported += 1;
          progress.advance(1);
        }
    });
    return { exported, failed: letters.length - exported + hidden, ...toUnmatched(found) };
  } finally {
    progress.done();
  }
};

const reasons: Readonly<Record<string, string>> = {
  ENOENT: "its folder is not there",
  ENOTDIR: "its folder is not there",
  EACCES: "its folder does not let you",
  EPERM: "its folder does not let you",
  EROFS: "its folder can only be read",
  ENOSPC: "the disk is full",
  EDQUOT: "the disk is full",
  EPIPE: "who read it is gone",
};

/** What the system refuses, in a sentence. */
const attempt = async <A>(name: string, work: Promise<A>): Promise<A> =>
  work.catch((error: NodeJS.ErrnoException) => {
    throw new OperatorError(`${name} cannot be written: ${reasons[error.code ?? ""] ?? error.message}`, {
      cause: error,
    });
  });

/** The file is there when all is in it, and not before. */
const writeFile = async (
  target: Target,
  filter: LetterFilter,
  file: string,
  terminal: Terminal,
): Promise<Omit<Exported, "file">> => {
  if (existsSync(file)) throw new OperatorError(`${file} is there already: name another file`);
  const part = `${file}.part`;
  const discard = async (): Promise<void> => {
    // Fails where there is none, or all of it has got its name.
    await rm(part);
    terminal.say("Nothing was exported.");
  };
  return withCleanup(discard, async () => {
    // For nobody else to read: the texts are the companies' own.
    const out = await attempt(file, open(part, "w", 0o600));
    try {
      const written = await write(
        target,
        filter,
        async (line) => attempt(file, out.appendFile(line)),
        terminal,
      );
      await attempt(file, out.sync());
      if (written.none_of === undefined) await attempt(file, rename(part, file));
      return written;
    } finally {
      await out.close();
      await rm(part, { force: true });
    }
  });
};

const writeTo = async (out: Writable, line: string): Promise<void> => {
  const { promise, resolve, reject } = Promise.withResolvers<undefined>();
  out.write(line, (error) => (error ? reject(error) : resolve(undefined)));
  await promise;
};

const writeToStream = async (
  target: Target,
  filter: LetterFilter,
  to: Writable,
  terminal: Terminal,
): Promise<Omit<Exported, "file">> =>
  withCleanup(
    async () => terminal.say("The export is cut off: not all is in it."),
    async () => write(target, filter, async (line) => attempt("the export", writeTo(to, line)), terminal),
  );

/** @param to a new file, or the stream for them */
export const exportLetters = async (
  target: Target,
  filter: LetterFilter,
  to: string | Writable,
  terminal: Terminal,
): Promise<Exported> =>
  typeof to === "string"
    ? { ...(await writeFile(target, filter, to, terminal)), file: to }
    : { ...(await writeToStream(target, filter, to, terminal)), file: null };
