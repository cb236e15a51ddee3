// Looks into the dead-letter queue. SQS shows a message only by receiving it, which hides it from everybody else: so
// each letter is received once in a look, and visible again as soon as the look is over.
import { ChangeMessageVisibilityBatchCommand, ReceiveMessageCommand } from "@aws-sdk/client-sqs";
import { isDenied } from "../target/aws-errors.ts";
import type { Target } from "../target/target.ts";
import { toLetter, type Letter } from "./letter.ts";
import { hiddenSeconds } from "./queue.ts";

/** SQS lets so many be in flight, of a standard queue's 120,000 with room for others. */
export const mostLetters = 100_000;

/** SQS hands out a letter twice now and then: after so many answers without a new one all were seen. */
const mostRepeats = 5;

/**
 * Empty answers in a row that end a look: several where SQS counts more than were seen, because one hand-out may have passed
 * letters over, or they are hidden for a moment longer.
 */
const mostEmpty = { whenAllWereSeen: 1, whenNobodyKnows: 2, whenSomeAreMissing: 5 } as const;

type Place = Pick<Target, "deadLetterQueueUrl" | "clients">;

export type Look = {
  /** Each letter once, as they come; a page is some ten to forty. May be left at any time. */
  readonly pages: () => AsyncGenerator<readonly Letter[], void>;
  /** It is deleted: nothing is to be made visible again. */
  readonly isGone: (letter: Letter) => void;
};

const release = async (
  { deadLetterQueueUrl, clients }: Place,
  receipts: readonly string[],
): Promise<void> => {
  const groups: (readonly string[])[] = [];
  for (let at = 0; at < receipts.length; at += 10) groups.push(receipts.slice(at, at + 10));
  const lanes = Array.from({ length: 5 }, async () => {
    for (let group = groups.shift(); group !== undefined; group = groups.shift())
      await clients.sqs.send(
        new ChangeMessageVisibilityBatchCommand({
          QueueUrl: deadLetterQueueUrl,
          Entries: group.map((ReceiptHandle, index) => ({
            Id: `${index}`,
            ReceiptHandle,
            VisibilityTimeout: 0,
          })),
        }),
      );
  });
  await Promise.all(lanes);
};

/**
 * What `use` did not delete is visible again when this ends, however it ends.
 *
 * @param expected so many are there, by SQS's count: who has seen them need not wait for more
 */
export const lookAtLetters = async <A>(
  place: Place,
  use: (look: Look) => Promise<A>,
  expected = Infinity,
): Promise<A> => {
  const { deadLetterQueueUrl, clients } = place;
  /** The latest receipt, by the letter's id; undefined once it is gone. */
  const seen = new Map<string, string | undefined>();
  const receive = async (): Promise<readonly Letter[]> => {
    const { Messages = [] } = await clients.sqs.send(
      new ReceiveMessageCommand({
        QueueUrl: deadLetterQueueUrl,
        MaxNumberOfMessages: 10,
        VisibilityTimeout: hiddenSeconds,
        // Asks all of SQS's servers, where no wait would ask a few of them, and may find nothing.
        WaitTimeSeconds: seen.size < expected ? 1 : 0,
        MessageAttributeNames: ["All"],
        MessageSystemAttributeNames: ["All"],
      }),
    );
    return Messages.map(toLetter);
  };
  const toPatience = (): number => {
    if (seen.size >= expected) return mostEmpty.whenAllWereSeen;
    return expected === Infinity ? mostEmpty.whenNobodyKnows : mostEmpty.whenSomeAreMissing;
  };
  const look: Look = {
    pages: async function* () {
      let repeats = 0;
      let empty = 0;
      while (seen.size < mostLetters && repeats < mostRepeats) {
        // Of many several pages at once; of few no more than whoever looks may want.
        const lanes = Number.isFinite(expected) && expected - seen.size > 40 ? 4 : 1;
        const letters = (await Promise.all(Array.from({ length: lanes }, receive))).flat();
        empty = letters.length === 0 ? empty + 1 : 0;
        if (empty >= toPatience()) return;
        if (empty > 0) continue;
        const fresh = letters.filter(({ id }) => !seen.has(id));
        for (const { id, receiptHandle } of letters) seen.set(id, receiptHandle);
        repeats = fresh.length === 0 ? repeats + 1 : 0;
        if (fresh.length > 0) yield fresh;
      }
    },
    isGone: ({ id }) => {
      seen.set(id, undefined);
    },
  };
  try {
    return await use(look);
  } finally {
    const held = [...seen.values()].filter((receipt) => receipt !== undefined);
    // Whoever may not change the visibility leaves it to end by itself.
    await release(place, held).catch((error: unknown) => {
      if (!isDenied(error)) throw error;
    });
  }
};
