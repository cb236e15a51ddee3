// Moves chosen letters back to the work queue: each is sent there, noted in a journal, and only then deleted here.
import { DeleteMessageCommand } from "@aws-sdk/client-sqs";
import { isDenied } from "../target/aws-errors.ts";
import { toContentKey } from "@message-handler/domain/record.ts";
import { findRecord } from "../records/find-record.ts";
import type { Target } from "../target/target.ts";
import type { Journal } from "./journal.ts";
import type { Letter } from "./letter.ts";
import { lookAtLetters, type Look } from "./look.ts";
import { makePace } from "./pace.ts";
import { hiddenSeconds } from "./queue.ts";
import { sendLetter } from "./send-letter.ts";

/** Letters whose texts are in memory at once; their receipts must not end before they are moved. */
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

/** Under its own id, or where a rejection is that has none. */
const isRecorded = async (target: Target, { messageId, sha256 }: Letter): Promise<boolean> => {
  for (const key of [messageId, toContentKey(sha256)])
    if (key !== undefined && (await findRecord(target, key))?.sha256 === sha256) return true;
  return false;
};

/**
 * A letter that an earlier run sent, and was killed before it could delete it, is deleted and not sent again; nor is
 * one of which it is not known whether it was sent, when its message is on record by now. Where it is not, it may come
 * twice, which changes nothing: process-message is idempotent.
 *
 * @returns how many were moved; one that SQS refuses stays where it is. Rejects when SQS refuses the caller.
 */
export const moveLetters = async (target: Target, props: MoveProps): Promise<number> => {
  const { chosen, perSecond, journal, onMoved, onRefused } = props;
  const { clients, queueUrl, deadLetterQueueUrl: QueueUrl } = target;
  const pace = makePace(perSecond);
  const toDo = new Set([...chosen, ...journal.done, ...journal.unsure]);
  let moved = 0;
  const move = async (look: Look, letter: Letter): Promise<void> => {
    try {
      const wasSent =
        journal.done.has(letter.id) || (journal.unsure.has(letter.id) && (await isRecorded(target, letter)));
      if (!wasSent) {
        journal.begin(letter.id);
        await sendLetter(clients.sqs, queueUrl, letter);
        journal.end(letter.id);
      }
      await clients.sqs.send(new DeleteMessageCommand({ QueueUrl, ReceiptHandle: letter.receiptHandle }));
      look.isGone(letter);
      moved += 1;
      onMoved();
    } catch (error) {
      if (isDenied(error)) throw error;
      onRefused(letter, error);
    }
    toDo.delete(letter.id);
  };
  let found = 0;
  do {
    found = await lookAtLetters(target, async (look) => {
      const most = Math.min(toWindow(perSecond), toDo.size);
      const letters = await collect(look, ({ id }) => toDo.has(id), most);
      await pace(letters, async (letter) => move(look, letter));
      return letters.length;
    });
  } while (found > 0 && toDo.size > 0);
  journal.finish();
  return moved;
};
