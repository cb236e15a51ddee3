// Finds the letters that a command is about, and why each is there.
import { readFailedDeliveries } from "../failures/failed-deliveries.ts";
import type { Target } from "../target/target.ts";
import { countOf } from "../terminal/in-words.ts";
import type { Terminal } from "../terminal/terminal.ts";
import { selectLetters, type LetterFilter } from "./filter.ts";
import { lookAtLetters } from "./look.ts";
import { awaitHidden, type DeadLetterQueue } from "./queue.ts";
import { toFacts, toSummary, type LetterFacts, type LetterSummary } from "./summary.ts";

export type FoundLetters = {
  /** The oldest first. */
  readonly letters: readonly LetterSummary[];
  /** Of these and of those that do not fit. */
  readonly ids: ReadonlySet<string>;
  /** Hidden by somebody else, or more than SQS shows. */
  readonly hidden: number;
};

export type Unmatched = {
  /** How many letters there are, where none is as was asked; absent otherwise. */
  readonly none_of?: number;
};

export const toUnmatched = ({ letters, ids }: FoundLetters): Unmatched =>
  letters.length === 0 && ids.size > 0 ? { none_of: ids.size } : {};

/** The same for who acts on them, of whom it matters also where there is none at all. */
export const toNoneOf = ({ letters, ids }: FoundLetters): Unmatched =>
  letters.length === 0 ? { none_of: ids.size } : {};

const lookAtAll = async (target: Target, visible: number, terminal: Terminal) => {
  const progress = terminal.progress("looking at letters", visible);
  try {
    return await lookAtLetters(target, async ({ pages, unseen }) => {
      const facts: LetterFacts[] = [];
      for await (const letters of pages()) {
        facts.push(...letters.map(toFacts));
        progress.advance(letters.length);
      }
      return { facts, hidden: unseen() };
    });
  } finally {
    progress.done();
  }
};

/** Each letter is hidden while this looks, and no longer; the log is read afterwards. */
export const findLetters = async (
  target: Target,
  filter: LetterFilter,
  terminal: Terminal,
  queue: DeadLetterQueue,
): Promise<FoundLetters> => {
  const now = new Date();
  if (queue.visible + queue.hidden === 0) return { letters: [], ids: new Set(), hidden: 0 };
  const { facts, hidden } = await lookAtAll(target, queue.visible, terminal);
  const progress = terminal.progress("reading the log of failed deliveries");
  const failures = await readFailedDeliveries(
    target,
    {
      hashes: new Set(facts.map(({ sha256 }) => sha256)),
      since: new Date(
        facts.reduce((oldest, { receivedAt }) => Math.min(oldest, receivedAt.getTime()), now.getTime()),
      ),
    },
    progress.advance,
  ).finally(progress.done);
  const summaries = facts.map((letter) => toSummary(letter, failures, queue));
  const ids = new Set(facts.map(({ id }) => id));
  return { letters: selectLetters(summaries, filter, now), ids, hidden };
};

/** Those that a command acts on: what somebody else hides is waited for, and what stays hidden is told. */
export const chooseLetters = async (
  target: Target,
  filter: LetterFilter,
  terminal: Terminal,
): Promise<FoundLetters> => {
  const found = await findLetters(target, filter, terminal, await awaitHidden(target, terminal));
  if (found.hidden > 0)
    terminal.say(
      `${countOf(found.hidden, "letter")} hidden by another look or move, or not shown by SQS: not among these.`,
    );
  return found;
};
