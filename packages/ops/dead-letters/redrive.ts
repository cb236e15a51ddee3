// `ops dlq redrive`: letters back to the work queue, all of them or some, at a rate.
import { mayChange, type Consent } from "../command.ts";
import { OperatorError } from "../operator-error.ts";
import { toSentence } from "../target/aws-errors.ts";
import type { Target } from "../target/target.ts";
import { countOf } from "../terminal/in-words.ts";
import { withLastWords } from "../terminal/last-words.ts";
import type { Terminal } from "../terminal/terminal.ts";
import { isFiltered, type LetterFilter } from "./filter.ts";
import { chooseLetters, toNoneOf, type FoundLetters, type Unmatched } from "./find-letters.ts";
import { openJournal, type Journal } from "./journal.ts";
import type { Letter } from "./letter.ts";
import { toGroupLines } from "./letters-text.ts";
import { moveAll, type Moved } from "./move-all.ts";
import { moveLetters } from "./move-letters.ts";
import { toProgressWords } from "./progress-words.ts";
import { awaitHidden } from "./queue.ts";

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

const toQuestion = (count: number, sent: number): string => {
  const move = `ove ${countOf(count, "letter")} back to the work queue`;
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
  const found = await chooseLetters(target, options, terminal);
  const { letters } = found;
  const chosen = new Set(letters.map(({ id }) => id));
  const others = (noted: ReadonlySet<string>): number =>
    [...noted].filter((id) => !chosen.has(id) && !isGone(found, id)).length;
  const [sent, unsure] = [others(journal.done), others(journal.unsure)];
  for (const line of toGroupLines(letters)) terminal.say(line);
  if (unsure > 0)
    terminal.say(
      `Not among these: ${countOf(unsure, "letter")} that an interrupted redrive may have sent; ops dlq redrive moves all.`,
    );
  if (options.dryRun === true)
    return { ...toRedriven(letters.length, 0, sent), ...toNoneOf(found), dry_run: true };
  for (const id of [...journal.done, ...journal.unsure]) if (isGone(found, id)) journal.forget(id);
  if (letters.length + sent === 0) {
    journal.close();
    return { ...nothing, ...toNoneOf(found) };
  }
  if (!(await mayChange(options, terminal, toQuestion(letters.length, sent)))) return nothing;
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
      terminal.say(`Next: ops message ${first.message_id ?? `sha256:${first.sha256}`}`);
    return { ...toRedriven(moved, failed, resumed), ...toNoneOf(found) };
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
): Promise<number> => {
  const { moved, resumed } = await moveLetters(target, {
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
  return moved + resumed;
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
  if (queue.visible + queue.hidden === 0) {
    // What an interrupted one sent is gone from here, by whatever hand.
    for (const id of [...journal.done, ...journal.unsure]) journal.forget(id);
    journal.close();
    return nothing;
  }
  const question = `Move all ${countOf(queue.visible, "letter")} back to the work queue?`;
  if (!(await mayChange(options, terminal, question))) return nothing;
  const isInterrupted = journal.done.size + journal.unsure.size > 0;
  const finished = isInterrupted ? await finishInterrupted(target, options, terminal, journal) : 0;
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
  const { done, unsure } = journal;
  if (done.size + unsure.size > 0)
    terminal.say(
      `An earlier redrive was interrupted: ${countOf(done.size, "letter")} sent and not deleted here, ${unsure.size.toLocaleString("en")} begun.`,
    );
  return isFiltered(options)
    ? redriveSome(target, options, terminal, journal)
    : redriveAll(target, options, terminal, journal);
};
