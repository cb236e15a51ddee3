// `ops dlq redrive`: letters back to the work queue, all of them or some, at a rate.
import { mayChange, type Consent } from "../command.ts";
import { OperatorError } from "../operator-error.ts";
import { toSentence } from "../target/aws-errors.ts";
import { ops } from "../target/ops-line.ts";
import type { Target } from "../target/target.ts";
import { countOf } from "../terminal/in-words.ts";
import { withLastWords } from "../terminal/last-words.ts";
import type { Terminal } from "../terminal/terminal.ts";
import { countLetters } from "./count-letters.ts";
import { isFiltered, type LetterFilter, type Unmatched } from "./filter.ts";
import { beforeChange, chooseLetters, toUnmatched, type FoundLetters } from "./find-letters.ts";
import { openJournal, type Journal } from "./journal.ts";
import type { Letter } from "./letter.ts";
import { toGroupLines } from "./letters-text.ts";
import { moveAll, type Moved } from "./move-all.ts";
import { moveLetters, type MovedLetters } from "./move-letters.ts";
import { toProgressWords } from "./progress-words.ts";
import { awaitHidden, readDeadLetterQueue, type DeadLetterQueue } from "./queue.ts";

export type RedriveOptions = LetterFilter & Consent & { readonly rate: number };

export type Redriven = Moved &
  Unmatched & {
    /** Others, that an interrupted redrive had sent: only deleted. Absent where there are none. */
    readonly resumed?: number;
    readonly dry_run?: true;
  };

const nothing: Redriven = { moved: 0, failed: 0 };

const toRedriven = (moved: number, failed: number, resumed: number): Redriven => ({
  moved,
  failed,
  ...(resumed === 0 ? {} : { resumed }),
});

const refused =
  (terminal: Terminal, { done }: Journal) =>
  ({ id }: Letter, error: unknown): void =>
    terminal.say(
      done.has(id)
        ? `${id} was sent, and is not deleted yet: the next redrive deletes it. ${toSentence(error)}`
        : `${id} stays: ${toSentence(error)}`,
    );

/** Of what an interrupted redrive left: among neither the letters nor the hidden ones. */
const isGone = ({ ids, hidden }: FoundLetters, id: string): boolean => hidden === 0 && !ids.has(id);

const toQuestion = (which: "" | "all ", count: number, sent: number): string => {
  const move = `ove ${which}${countOf(count, "letter")} back to the work queue`;
  const rest = `elete ${countOf(sent, "letter")} that an interrupted redrive has sent already`;
  if (sent === 0) return `M${move}?`;
  return count === 0 ? `D${rest}?` : `M${move}, and d${rest}?`;
};

const redriveSome = async (
  target: Target,
  options: RedriveOptions,
  terminal: Terminal,
  journal: Journal,
): Promise<Redriven> => {
  const found = await beforeChange(terminal, async () => chooseLetters(target, options, terminal));
  const { letters } = found;
  const chosen = new Set(letters.map(({ id }) => id));
  const others = (noted: ReadonlySet<string>): number =>
    [...noted].filter((id) => !chosen.has(id) && !isGone(found, id)).length;
  const [sent, unsure] = [others(journal.done), others(journal.unsure)];
  for (const line of toGroupLines(letters)) terminal.say(line);
  if (unsure > 0)
    terminal.say(
      `Not among these: ${countOf(unsure, "letter")} that an interrupted redrive may have sent; ${ops(target, "dlq redrive")} moves all.`,
    );
  if (options.dryRun === true)
    return { ...toRedriven(letters.length, 0, sent), ...toUnmatched(found), dry_run: true };
  for (const id of [...journal.done, ...journal.unsure]) if (isGone(found, id)) journal.forget(id);
  if (letters.length + sent === 0) {
    journal.close();
    return { ...nothing, ...toUnmatched(found) };
  }
  if (!(await mayChange(options, terminal, toQuestion("", letters.length, sent)))) return nothing;
  const progress = terminal.progress("moving letters", letters.length);
  let done = 0;
  const onMoved = (): void => {
    done += 1;
    progress.advance(1);
  };
  const sayHowMany = (): void => terminal.say(toProgressWords("Moved", done, letters.length, options.limit));
  const { rate: perSecond } = options;
  const onRefused = refused(terminal, journal);
  try {
    const { moved, resumed, failed } = await withLastWords(sayHowMany, async () =>
      moveLetters(target, { chosen, perSecond, journal, onMoved, onRefused }),
    );
    const [first] = letters;
    if (moved === 1 && first !== undefined && chosen.size === 1)
      terminal.say(`Next: ${ops(target, `message ${first.message_id ?? `sha256:${first.sha256}`}`)}`);
    return { ...toRedriven(moved, failed, resumed), ...toUnmatched(found) };
  } finally {
    progress.done();
  }
};

/** What an interrupted redrive of some has sent already is not for SQS to send once more. */
const finishInterrupted = async (
  target: Target,
  options: RedriveOptions,
  terminal: Terminal,
  journal: Journal,
): Promise<MovedLetters> => {
  const finished = await moveLetters(target, {
    chosen: new Set(journal.unsure),
    perSecond: options.rate,
    journal,
    onMoved: () => undefined,
    onRefused: refused(terminal, journal),
  });
  if (journal.done.size > 0)
    throw new OperatorError(
      `${countOf(journal.done.size, "letter")} that an interrupted redrive has sent cannot be deleted now, and would be sent twice: try again in a minute`,
    );
  return finished;
};

/** Of what an interrupted redrive has sent, what lies here still: to be deleted, and not to be moved. */
const countSent = async (target: Target, { done }: Journal): Promise<number> =>
  done.size === 0 ? 0 : (await countLetters(target, ({ id }) => done.has(id))).meant;

/**
 * SQS takes a move for completed once it finds no other letter, and finds none that somebody looks at: what was to be
 * moved, and lies there still, was not.
 */
const countLeft = async (
  target: Target,
  before: DeadLetterQueue,
  { moved, failed }: Moved,
): Promise<number> => {
  const notMoved = Math.max(failed, before.visible + before.hidden - moved);
  if (notMoved <= 0) return 0;
  const { visible, hidden } = await readDeadLetterQueue(target);
  return Math.min(notMoved, visible + hidden);
};

const redriveAll = async (
  target: Target,
  options: RedriveOptions,
  terminal: Terminal,
  journal: Journal,
): Promise<Redriven> => {
  const queue = await beforeChange(terminal, async () => awaitHidden(target, terminal));
  if (queue.hidden > 0) terminal.say(`${countOf(queue.hidden, "letter")} hidden by another look or move.`);
  if (queue.visible + queue.hidden === 0) {
    if (options.dryRun === true) return { ...nothing, dry_run: true };
    // What an interrupted one sent is gone from here, by whatever hand.
    for (const id of [...journal.done, ...journal.unsure]) journal.forget(id);
    journal.close();
    return nothing;
  }
  const sent = await beforeChange(terminal, async () => countSent(target, journal));
  const left = Math.max(0, queue.visible - sent);
  if (options.dryRun === true) return { ...toRedriven(left, 0, sent), dry_run: true };
  if (!(await mayChange(options, terminal, toQuestion("all ", left, sent)))) return nothing;
  const isInterrupted = journal.done.size + journal.unsure.size > 0;
  const finished = isInterrupted
    ? await finishInterrupted(target, options, terminal, journal)
    : { moved: 0, resumed: 0 };
  journal.close();
  const before = isInterrupted ? await readDeadLetterQueue(target) : queue;
  const { moved, failed } = await moveAll(target, before, options.rate, terminal);
  const remaining = await countLeft(target, before, { moved, failed });
  if (remaining > 0)
    terminal.say(
      `${countOf(remaining, "letter")} of ${(moved + remaining).toLocaleString("en")} ${remaining === 1 ? "remains" : "remain"}: another look hid them, or SQS has not moved them. The same line moves them.`,
    );
  return toRedriven(moved + finished.moved, remaining, finished.resumed);
};

/** @param stateDirectory where it is noted what was sent already */
export const redrive = async (
  target: Target,
  options: RedriveOptions,
  terminal: Terminal,
  stateDirectory: string,
): Promise<Redriven> => {
  const journal = openJournal(stateDirectory, ["redrive", target.deadLetterQueueUrl]);
  const { done, unsure } = journal;
  if (done.size + unsure.size > 0)
    terminal.say(
      `An earlier redrive was interrupted, or is still running: ${countOf(done.size, "letter")} sent and not deleted here yet, ${unsure.size.toLocaleString("en")} that may have been sent.`,
    );
  return isFiltered(options)
    ? redriveSome(target, options, terminal, journal)
    : redriveAll(target, options, terminal, journal);
};
