// Moves chosen letters back to the work queue: each is sent there, noted in a journal, and only then deleted here.
import { isDenied } from "../target/aws-errors.ts";
import { toContentKey } from "@message-handler/domain/record.ts";
import { findRecord } from "../records/find-record.ts";
import type { Target } from "../target/target.ts";
import type { Journal } from "./journal.ts";
import type { Letter } from "./letter.ts";
import { hiddenSeconds, lookAtLetters, type Look } from "./look.ts";
import { makePace } from "./pace.ts";
import { sendLetter } from "./send-letter.ts";

/** Letters whose texts are in memory at once: those of some seconds, so that a kill leaves few of them hidden. */
const toWindow = (perSecond: number): number =>
  Math.min(Math.max(Math.floor((perSecond * hiddenSeconds) / 2), 1), 1000);

/** Collects up to `most` letters that are chosen. The others of those pages are visible again when the look ends. */
const collect = async ({ pages }: Look, isChosen: (letter: Letter) => boolean, most: number) => {
  const chosen: Letter[] = [];
  for await (const letters of pages()) {
    chosen.push(...letters.filter(isChosen));
    if (chosen.length >= most) break;
  }
  return chosen;
};

type MoveProps = {
  /** SQS ids. */
  readonly chosen: ReadonlySet<string>;
  readonly perSecond: number;
  readonly journal: Journal;
  readonly onMoved: () => void;
  readonly onRefused: (letter: Letter, error: unknown) => void;
};

export type MovedLetters = {
  /** Of the chosen ones. */
  readonly moved: number;
  /** Others, which an earlier run had sent: deleted. */
  readonly resumed: number;
  /** Chosen ones that were not found or not moved, and others that could not be deleted. */
  readonly failed: number;
};

/** Under its own id, or where a rejection is that has none. */
const isRecorded = async (target: Target, { messageId, sha256 }: Letter): Promise<boolean> => {
  for (const key of [messageId, toContentKey(sha256)])
    if (key !== undefined && (await findRecord(target, key))?.sha256 === sha256) return true;
  return false;
};

/**
 * A letter that an earlier run sent, and did not delete, is deleted and not sent again; nor is a chosen one of which it
 * is not known whether it was sent, when its message is on record by now. Where it is not, it may come twice, which
 * changes nothing: process-message is idempotent. The journal keeps what was sent until it is deleted, or is certainly
 * not there any longer.
 *
 * One that SQS refuses stays where it is. Rejects when SQS refuses the caller.
 */
export const moveLetters = async (target: Target, props: MoveProps): Promise<MovedLetters> => {
  const { chosen, perSecond, journal, onMoved, onRefused } = props;
  const { clients, queueUrl } = target;
  const pace = makePace(perSecond);
  const toDo = new Set([...chosen, ...journal.done]);
  const count = { moved: 0, resumed: 0, refused: 0 };
  const move = async (look: Look, letter: Letter): Promise<void> => {
    const { id } = letter;
    const isChosen = chosen.has(id);
    toDo.delete(id);
    try {
      await look.renew();
      const wasSent = journal.done.has(id) || (journal.unsure.has(id) && (await isRecorded(target, letter)));
      if (!wasSent) {
        journal.begin(id);
        await sendLetter(clients.sqs, queueUrl, letter);
        journal.end(id);
      }
      await look.remove(letter);
      journal.forget(id);
      count[isChosen ? "moved" : "resumed"] += 1;
      if (isChosen) onMoved();
    } catch (error) {
      if (isDenied(error)) throw error;
      if (!isChosen) count.refused += 1;
      onRefused(letter, error);
    }
  };
  let last = { found: Infinity, unseen: 0 };
  while (last.found > 0 && toDo.size > 0)
    last = await lookAtLetters(target, async (look) => {
      const most = Math.min(toWindow(perSecond), toDo.size);
      const letters = await collect(look, ({ id }) => toDo.has(id), most);
      const unseen = look.unseen();
      await pace(letters, async (letter) => move(look, letter));
      return { found: letters.length, unseen };
    });
  if (last.found === 0 && last.unseen === 0) for (const id of toDo) journal.forget(id);
  journal.close();
  return { moved: count.moved, resumed: count.resumed, failed: chosen.size - count.moved + count.refused };
};
