// `ops dlq redrive`: letters back to the work queue, all of them or some, at a rate.
import { mayChange, type Consent } from "../command.ts";
import { toSentence } from "../target/aws-errors.ts";
import type { Target } from "../target/target.ts";
import { countOf } from "../terminal/in-words.ts";
import type { Terminal } from "../terminal/terminal.ts";
import { isFiltered, type LetterFilter } from "./filter.ts";
import { chooseLetters } from "./find-letters.ts";
import { openJournal, type Journal } from "./journal.ts";
import type { Letter } from "./letter.ts";
import { toGroups } from "./letters-text.ts";
import { moveAll, type Moved } from "./move-all.ts";
import { moveLetters } from "./move-letters.ts";
import { awaitHidden } from "./queue.ts";

export type RedriveOptions = LetterFilter & Consent & { readonly rate: number };

export type Redriven = Moved & { readonly dry_run?: true };

const nothing: Redriven = { moved: 0, failed: 0 };

const isInterrupted = ({ done, unsure }: Journal): boolean => done.size + unsure.size > 0;

const refused =
  (terminal: Terminal) =>
  ({ id }: Letter, error: unknown): void =>
    terminal.say(`${id} stays: ${toSentence(error)}`);

const redriveSome = async (
  target: Target,
  options: RedriveOptions,
  terminal: Terminal,
  journal: Journal,
): Promise<Redriven> => {
  const letters = await chooseLetters(target, options, terminal);
  for (const {
    code,
    company,
    letters: { length },
  } of toGroups(letters))
    terminal.say(`${countOf(length, "letter")}: ${code}, ${company}`);
  const [first] = letters;
  if (options.dryRun === true) return { moved: letters.length, failed: 0, dry_run: true };
  if (letters.length === 0 && !isInterrupted(journal)) return nothing;
  const question = `Move ${countOf(letters.length, "letter")} back to the work queue of ${target.stack}?`;
  if (!(await mayChange(options, terminal, question))) return nothing;
  const progress = terminal.progress("moving letters", letters.length);
  try {
    const chosen = new Set(letters.map(({ id }) => id));
    const moved = await moveLetters(target, {
      chosen,
      perSecond: options.rate,
      journal,
      onMoved: () => progress.advance(1),
      onRefused: refused(terminal),
    });
    if (moved === 1 && first !== undefined && chosen.size === 1)
      terminal.say(`Next: ops message ${first.message_id ?? `sha256:${first.sha256}`}`);
    return { moved, failed: Math.max(0, chosen.size - moved) };
  } finally {
    progress.done();
  }
};

const redriveAll = async (
  target: Target,
  options: RedriveOptions,
  terminal: Terminal,
  journal: Journal,
): Promise<Redriven> => {
  const queue = await awaitHidden(target, terminal);
  if (queue.hidden > 0) terminal.say(`${countOf(queue.hidden, "letter")} hidden by another look or move.`);
  if (options.dryRun === true) return { moved: queue.visible, failed: 0, dry_run: true };
  if (queue.visible + queue.hidden === 0) return nothing;
  const question = `Move all ${countOf(queue.visible, "letter")} back to the work queue of ${target.stack}?`;
  if (!(await mayChange(options, terminal, question))) return nothing;
  // What an interrupted redrive of some has sent already is not for SQS to send once more.
  const finished = !isInterrupted(journal)
    ? 0
    : await moveLetters(target, {
        chosen: new Set(),
        perSecond: options.rate,
        journal,
        onMoved: () => undefined,
        onRefused: refused(terminal),
      });
  const { moved, failed } = await moveAll(target, queue, options.rate, terminal);
  return { moved: moved + finished, failed };
};

/** @param stateDirectory where it is noted what was sent already */
export const redrive = async (
  target: Target,
  options: RedriveOptions,
  terminal: Terminal,
  stateDirectory: string,
): Promise<Redriven> => {
  const journal = openJournal(stateDirectory, ["redrive", target.deadLetterQueueUrl]);
  if (isInterrupted(journal))
    terminal.say(
      `An earlier redrive was interrupted after ${countOf(journal.done.size, "letter")}: going on.`,
    );
  return isFiltered(options)
    ? redriveSome(target, options, terminal, journal)
    : redriveAll(target, options, terminal, journal);
};
