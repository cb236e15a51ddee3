// Takes a company's messages out of the work queue and the dead-letter queue, as far as SQS shows them.
import type { Letter } from "../dead-letters/letter.ts";
import { lookAtLetters, mostLetters } from "../dead-letters/look.ts";
import { waitForHidden } from "../dead-letters/queue.ts";
import { sendLetter } from "../dead-letters/send-letter.ts";
import { OperatorError } from "../operator-error.ts";
import { readDepth } from "../queue-depth.ts";
import type { Target } from "../target/target.ts";
import type { Terminal } from "../terminal/terminal.ts";
import type { Erasing } from "./erasing.ts";
import type { Unseen } from "./unseen.ts";

type Place = Pick<Target, "queueUrl" | "deadLetterQueueUrl" | "clients">;

type Erase = {
  readonly queueUrl: string;
  /** How often a message may be received before SQS takes it for a dead letter; Infinity where it never does. */
  readonly maxReceiveCount: number;
};

type Erased = { readonly own: number; readonly resent: number; readonly unseen: number };

/** What SQS hands out twice in a look is worked on once. */
const isFirst = (ids: Set<string>, id: string): boolean => {
  const before = ids.size;
  return ids.add(id).size > before;
};

/** Others' messages are left as they are: a look must not be the last delivery that they had. */
const eraseFrom = async (
  { clients }: Place,
  { queueUrl, maxReceiveCount }: Erase,
  { companyId, isDryRun, note }: Erasing,
): Promise<Erased> => {
  const own = new Set<string>();
  const resent = new Set<string>();
  let count = 0;
  return lookAtLetters(
    { deadLetterQueueUrl: queueUrl, clients },
    async (look) => {
      const work = async (letter: Letter): Promise<void> => {
        const isOwn = letter.companyId === companyId;
        if (isOwn && isFirst(own, letter.id)) {
          count += 1;
          note(`sqs ${letter.sha256}`);
        }
        if (isOwn && !isDryRun) return look.remove(letter);
        if (letter.looks < maxReceiveCount) return undefined;
        // A new message in its place, which is not to be counted once more.
        if (isFirst(resent, letter.id)) {
          const id = await sendLetter(clients.sqs, queueUrl, letter);
          if (isOwn) own.add(id);
        }
        return look.remove(letter);
      };
      for await (const letters of look.received()) await Promise.all(letters.map(work));
      return { own: count, resent: resent.size, unseen: look.unseen() };
    },
    { isThorough: true },
  );
};

export type ErasedQueued = {
  readonly queued: number;
  /** Of all companies, sent anew: a look was the last delivery that they had. */
  readonly resent: number;
  readonly unseen: Unseen;
};

export const eraseQueued = async (
  target: Place,
  erasing: Erasing,
  terminal: Pick<Terminal, "say">,
): Promise<ErasedQueued> => {
  const { queueUrl, deadLetterQueueUrl } = target;
  const { redrive, visible, delayed } = await readDepth(target, queueUrl);
  if (visible > mostLetters)
    throw new OperatorError("too many messages wait to look at each: let them be processed first");
  const dead = await waitForHidden(target, terminal);
  if (dead.visible + dead.hidden > mostLetters)
    throw new OperatorError("too many dead letters to look at each: redrive or drop others first");
  const waiting = await eraseFrom(
    target,
    { queueUrl, maxReceiveCount: redrive?.maxReceiveCount ?? Infinity },
    erasing,
  );
  const letters = await eraseFrom(
    target,
    { queueUrl: deadLetterQueueUrl, maxReceiveCount: Infinity },
    erasing,
  );
  return {
    queued: waiting.own + letters.own,
    resent: waiting.resent,
    unseen: { in_flight: waiting.unseen, delayed, dead_letters: letters.unseen },
  };
};
