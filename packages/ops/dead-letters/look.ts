// Looks into a queue. SQS shows a message only by receiving it, which hides it from everybody else: so each letter is
// held in a look, received once as a rule, and visible again as soon as the look is over.
import {
  ChangeMessageVisibilityBatchCommand,
  DeleteMessageCommand,
  ReceiveMessageCommand,
} from "@aws-sdk/client-sqs";
import { readDepth } from "../queue-depth.ts";
import { isDenied } from "../target/aws-errors.ts";
import type { Target } from "../target/target.ts";
import { unlessEnding, withCleanup } from "../terminal/last-words.ts";
import { toLetter, type Letter } from "./letter.ts";

/** SQS lets so many be in flight, of a standard queue's 120,000 with room for others. */
export const mostLetters = 100_000;

/** Seconds that a letter stays hidden when a look into a queue of a few is killed. */
export const hiddenSeconds = 20;

/** Letters a second that a look gets at the least; one that gets fewer, or stops to work on them, renews what it holds. */
const slowest = 200;

/** Seconds for which a look hides so many, unless it is over sooner. */
export const toHiddenSeconds = (counted: number): number =>
  hiddenSeconds + Math.floor(Math.min(counted, mostLetters) / slowest);

/**
 * Empty answers in a row that end a look: several where SQS counts more than were seen, because one hand-out may have passed
 * letters over, or they are hidden for a moment longer.
 */
const mostEmpty = { whenAllWereSeen: 1, whenSomeAreMissing: 5 } as const;

type Place = {
  readonly deadLetterQueueUrl: string;
  readonly clients: Pick<Target["clients"], "sqs">;
};

export type Look = {
  /** Each letter once, as they come; a page is some ten to forty. May be left at any time. */
  readonly pages: () => AsyncGenerator<readonly Letter[], void>;
  /** All that SQS hands out: now and then a letter that it has handed out in this look before. */
  readonly received: () => AsyncGenerator<readonly Letter[], void>;
  /** Holds on to the letters: for who works on them for seconds without asking for the next page. */
  readonly renew: () => Promise<void>;
  /** Deletes it, by its latest receipt: SQS says yes to an older one, and deletes nothing. */
  readonly remove: (letter: Letter) => Promise<void>;
  /** So many that SQS counted, hidden ones among them, were not shown. */
  readonly unseen: () => number;
};

type LookOptions = {
  /** Whoever must not miss one: SQS's count may lag behind, so that all of its servers have to have no other. */
  readonly isThorough?: boolean;
  /** Milliseconds. */
  readonly now?: () => number;
};

/** A letter that is gone, or that somebody else has received meanwhile, is passed over. */
const hideFor = async (
  { deadLetterQueueUrl: QueueUrl, clients }: Place,
  receipts: readonly string[],
  VisibilityTimeout: number,
): Promise<void> => {
  const groups: (readonly string[])[] = [];
  for (let at = 0; at < receipts.length; at += 10) groups.push(receipts.slice(at, at + 10));
  const lanes = Array.from({ length: 20 }, async () => {
    for (let group = groups.shift(); group !== undefined; group = groups.shift())
      await clients.sqs.send(
        new ChangeMessageVisibilityBatchCommand({
          QueueUrl,
          Entries: group.map((ReceiptHandle, index) => ({
            Id: `${index}`,
            ReceiptHandle,
            VisibilityTimeout,
          })),
        }),
      );
  });
  await Promise.all(lanes).catch((error: unknown) => {
    // Whoever may not change the visibility leaves it to end by itself.
    if (!isDenied(error)) throw error;
  });
};

type Held = { readonly receipt: string; readonly until: number };

/** What `use` did not delete is visible again when this ends, however it ends; a kill that cannot be caught excepted. */
export const lookAtLetters = async <A>(
  place: Place,
  use: (look: Look) => Promise<A>,
  { isThorough = false, now = () => performance.now() }: LookOptions = {},
): Promise<A> => {
  const { deadLetterQueueUrl: QueueUrl, clients } = place;
  const { visible, inFlight } = await readDepth(place, QueueUrl);
  const VisibilityTimeout = toHiddenSeconds(visible);
  const seen = new Set<string>();
  /** By the letter's id; first those that were received or renewed first. */
  const held = new Map<string, Held>();
  const hold = (id: string, receipt: string, since: number): void => {
    held.delete(id);
    held.set(id, { receipt, until: since + VisibilityTimeout * 1000 });
  };
  const receive = async (): Promise<readonly Letter[]> => {
    const since = now();
    const { Messages = [] } = await clients.sqs.send(
      new ReceiveMessageCommand({
        QueueUrl,
        MaxNumberOfMessages: 10,
        VisibilityTimeout,
        // Asks all of SQS's servers, where no wait would ask a few of them, and may find nothing.
        WaitTimeSeconds: isThorough || seen.size < Math.max(visible, 1) ? 1 : 0,
        MessageAttributeNames: ["All"],
        MessageSystemAttributeNames: ["All"],
      }),
    );
    const letters = Messages.map(toLetter);
    for (const { id, receiptHandle } of letters) {
      seen.add(id);
      hold(id, receiptHandle, since);
    }
    return letters;
  };
  /** What hides letters, and may still do so. */
  let asking: Promise<unknown> = Promise.resolve();
  const renew = async (): Promise<void> => {
    await unlessEnding();
    const since = now();
    const due: (readonly [id: string, receipt: string])[] = [];
    for (const [id, { receipt, until }] of held) {
      if (until - since > VisibilityTimeout * 500) break;
      due.push([id, receipt]);
    }
    for (const [id, receipt] of due) hold(id, receipt, since);
    const receipts = due.map(([, receipt]) => receipt);
    const renewing = hideFor(place, receipts, VisibilityTimeout);
    asking = Promise.allSettled([asking, renewing]);
    await renewing;
  };
  let releasing: Promise<unknown> = Promise.resolve();
  const release = async (): Promise<void> => {
    const receipts = [...held.values()].map(({ receipt }) => receipt);
    held.clear();
    releasing = Promise.all([releasing, hideFor(place, receipts, 0)]);
    await releasing;
  };
  const received = async function* (): AsyncGenerator<readonly Letter[], void> {
    let empty = 0;
    let repeated = 0;
    // Where all that were seen came back and no other did, there is none, or they cannot be held.
    while (seen.size < mostLetters && repeated <= seen.size) {
      await renew();
      await unlessEnding();
      const before = seen.size;
      // Of many several pages at once; of few no more than whoever looks may want.
      const answers = Promise.all(Array.from({ length: visible - before > 40 ? 4 : 1 }, receive));
      asking = answers;
      const letters = (await answers).flat();
      await unlessEnding();
      const patience = seen.size < visible ? mostEmpty.whenSomeAreMissing : mostEmpty.whenAllWereSeen;
      empty = letters.length === 0 ? empty + 1 : 0;
      if (empty >= patience) return;
      repeated = seen.size > before ? 0 : repeated + letters.length;
      if (empty === 0) yield letters;
    }
  };
  const look: Look = {
    received,
    pages: async function* () {
      const told = new Set<string>();
      for await (const letters of received()) {
        const fresh = letters.filter(({ id }) => !told.has(id) && told.add(id));
        if (fresh.length > 0) yield fresh;
      }
    },
    renew,
    remove: async ({ id, receiptHandle }) => {
      const ReceiptHandle = held.get(id)?.receipt ?? receiptHandle;
      await clients.sqs.send(new DeleteMessageCommand({ QueueUrl, ReceiptHandle }));
      held.delete(id);
    },
    unseen: () => Math.max(0, visible + inFlight - seen.size),
  };
  return withCleanup(
    async () => asking.then(release, release),
    async () => {
      try {
        return await use(look);
      } finally {
        await release();
      }
    },
  );
};
