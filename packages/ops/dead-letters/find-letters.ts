// Finds the letters that a command is about, and why each is there.
import { makeAttempt } from "../attempt.ts";
import { readFailedDeliveries } from "../failures/failed-deliveries.ts";
import type { Target } from "../target/target.ts";
import { countOf } from "../terminal/in-words.ts";
import { withCleanup } from "../terminal/last-words.ts";
import type { Terminal } from "../terminal/terminal.ts";
import { selectLetters, type LetterFilter, type Unmatched } from "./filter.ts";
import { toNoSuchLetter } from "./letters-text.ts";
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
  /** Ids that were asked for, and are none's. */
  readonly missing: readonly string[];
  /** The log, where it could not be read, and why: no cause is known then. */
  readonly notRead: readonly string[];
};

/** For who acts on them it matters also where there is none at all: `none_of` is 0 then. */
export const toUnmatched = ({ letters, ids, missing }: FoundLetters): Unmatched => {
  if (letters.length === 0) return { none_of: ids.size };
  return missing.length === 0 ? {} : { missing_ids: missing };
};

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
  if (queue.visible + queue.hidden === 0)
    return { letters: [], ids: new Set(), hidden: 0, missing: [], notRead: [] };
  const { facts, hidden } = await lookAtAll(target, queue.visible, terminal);
  const progress = terminal.progress("reading the log of failed deliveries");
  const since = facts.reduce(
    (oldest, { receivedAt }) => Math.min(oldest, receivedAt.getTime()),
    now.getTime(),
  );
  const hashes = new Set(facts.map(({ sha256 }) => sha256));
  const read = async () => readFailedDeliveries(target, { hashes, since: new Date(since) }, progress.advance);
  const notes = new Set<string>();
  // Whoever names a code means letters that nobody can tell without it.
  const reading =
    filter.code === undefined ? makeAttempt(notes)("the log of failed deliveries", read) : read();
  const failures = await reading.finally(progress.done);
  const summaries = facts.map((letter) => toSummary(letter, failures ?? new Map(), queue));
  const ids = new Set(facts.map(({ id }) => id));
  return { ...selectLetters(summaries, filter, now), ids, hidden, notRead: [...notes] };
};

/** What comes before anything is changed: a signal that ends it is told that nothing was. */
export const beforeChange = async <A>(terminal: Pick<Terminal, "say">, work: () => Promise<A>): Promise<A> =>
  withCleanup(async () => terminal.say("Nothing was changed."), work);

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
  for (const note of found.notRead) terminal.say(`Not read, so that no cause is known: ${note}`);
  const { missing_ids: missing } = toUnmatched(found);
  if (missing !== undefined) terminal.say(toNoSuchLetter(missing));
  return found;
};
