// `ops dlq drop`: letters deleted for ever, after it was said what remains of each.
import { InvalidArgumentError } from "commander";
import { findArchived, toArchiveKeys } from "../archive/find-archived.ts";
import { mayChange, type Consent } from "../command.ts";
import { ops } from "../target/ops-line.ts";
import type { Target } from "../target/target.ts";
import { countOf } from "../terminal/in-words.ts";
import { withLastWords } from "../terminal/last-words.ts";
import type { Terminal } from "../terminal/terminal.ts";
import { isFiltered, type LetterFilter, type Unmatched } from "./filter.ts";
import { beforeChange, chooseLetters, toUnmatched } from "./find-letters.ts";
import type { Letter } from "./letter.ts";
import { toGroupLines } from "./letters-text.ts";
import { lookAtLetters, type Look } from "./look.ts";
import { toProgressWords } from "./progress-words.ts";

export type DropOptions = LetterFilter & Consent & { readonly all?: boolean };

type DroppedLetter = {
  readonly id: string;
  readonly message_id: string | null;
  /** The key of its text in the archive; null when the text is nowhere else. */
  readonly archived_as: string | null;
};

export type Dropped = Unmatched & {
  readonly dropped: number;
  readonly failed: number;
  readonly letters: readonly DroppedLetter[];
  /** How many of which cause and company: of a dry run. */
  readonly groups?: readonly string[];
  readonly dry_run?: true;
};

const toDropped = async (
  target: Target,
  { id, messageId, body, sha256, companyId }: Letter,
): Promise<DroppedLetter> => {
  const archived = await findArchived(target, toArchiveKeys(body, sha256, companyId), sha256);
  return { id, message_id: messageId ?? null, archived_as: archived?.matches === true ? archived.key : null };
};

/** What is chosen, page by page. */
const visit = async (
  target: Target,
  chosen: ReadonlySet<string>,
  use: (letter: Letter, look: Look) => Promise<void>,
): Promise<void> =>
  lookAtLetters(target, async (look) => {
    for await (const page of look.pages())
      await Promise.all(page.filter(({ id }) => chosen.has(id)).map(async (letter) => use(letter, look)));
  });

const toQuestion = (target: Target, letters: readonly DroppedLetter[]): string => {
  const lost = letters.filter(({ archived_as: key }) => key === null).length;
  const rest =
    lost === 0
      ? "Their texts remain in the archive."
      : `The ${lost === 1 && letters.length === 1 ? "text is" : `texts of ${lost.toLocaleString("en")} are`} nowhere else (${ops(target, "dlq export --to FILE")} keeps them).`;
  return `${rest} Delete ${countOf(letters.length, "letter")} for ever?`;
};

export const dropLetters = async (
  target: Target,
  options: DropOptions,
  terminal: Terminal,
): Promise<Dropped> => {
  if (options.all !== true && !isFiltered(options))
    throw new InvalidArgumentError(
      "Say which letters: --id, --code, --company, --older-than or --limit, or --all.",
    );
  if (options.all === true && isFiltered(options))
    throw new InvalidArgumentError(
      "--all means every letter, and --id, --code, --company, --older-than and --limit some: give one of them.",
    );
  const known: DroppedLetter[] = [];
  const found = await beforeChange(terminal, async () => {
    const all = await chooseLetters(target, options, terminal);
    const ids = new Set(all.letters.map(({ id }) => id));
    if (ids.size > 0)
      await visit(target, ids, async (letter) => {
        known.push(await toDropped(target, letter));
      });
    return all;
  });
  const { letters } = found;
  const chosen = new Set(letters.map(({ id }) => id));
  const rest = { ...toUnmatched(found), ...(options.dryRun === true ? ({ dry_run: true } as const) : {}) };
  // Of all letters they are some; of those that a filter names nobody knows whether they are.
  const hidden = options.all === true ? found.hidden : 0;
  if (letters.length === 0) return { dropped: 0, failed: hidden, letters: [], ...rest };
  const knownIds = new Set(known.map(({ id }) => id));
  const groups = toGroupLines(letters.filter(({ id }) => knownIds.has(id)));
  if (options.dryRun === true) return { dropped: known.length, failed: 0, letters: known, groups, ...rest };
  if (known.length === 0) return { dropped: 0, failed: chosen.size + hidden, letters: [], ...rest };
  for (const line of groups) terminal.say(line);
  if (!(await mayChange(options, terminal, toQuestion(target, known))))
    return { dropped: 0, failed: chosen.size - known.length, letters: [] };
  const dropped = new Set<string>();
  const sayHowMany = (): void =>
    terminal.say(toProgressWords("Deleted", dropped.size, known.length, options.limit));
  // One that was hidden the first time may show itself now: nothing was said of it.
  await withLastWords(sayHowMany, async () =>
    visit(target, knownIds, async (letter, look) => {
      await look.remove(letter);
      dropped.add(letter.id);
    }),
  );
  return {
    dropped: dropped.size,
    failed: chosen.size - dropped.size + hidden,
    letters: known.filter(({ id }) => dropped.has(id)),
    ...rest,
  };
};
