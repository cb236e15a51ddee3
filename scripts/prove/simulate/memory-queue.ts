// A queue in memory with SQS's promises, and none beyond: at least once, in any order, hidden for a while after each receive,
// to the dead-letter queue after three receives.
import type { Send } from "./episode.ts";
import type { Queued } from "./sqs-event.ts";
import type { VirtualClock } from "./virtual-clock.ts";

/** A message as it stands in the queue: a sent one, or a copy that the worker has sent. */
export type Entry = {
  readonly send: Send;
  readonly sqsMessageId: string;
  readonly sentAt: number;
  readonly attributes: Queued["attributes"];
  receiveCount: number;
  receipt: string;
  show: () => void;
  state: "queued" | "dead" | "deleted";
};

export type Receipt = { readonly entry: Entry; readonly receipt: string; readonly isDuplicate: boolean };

export type MemoryQueue = {
  readonly send: (send: Send, delayMs: number, attributes: Queued["attributes"]) => void;
  /** Hands the same receive out once more, whatever became of it. */
  readonly duplicate: (receipt: Receipt) => void;
  /** @param pick a place among so many: what was sent later may be received before */
  readonly receive: (most: number, pick: (below: number) => number) => readonly Receipt[];
  readonly hide: (receipt: Receipt, ms: number) => void;
  /** False when there was nothing to delete. */
  readonly remove: (receipt: Receipt) => boolean;
  /** Everything in the dead-letter queue goes back. False when nothing was there. */
  readonly redrive: () => boolean;
  /** In how many entries of queue and dead-letter queue the message is. */
  readonly places: (send: Send) => number;
  readonly readyCount: () => number;
};

export const VISIBILITY_MS = 180_000;
export const MOST_RECEIVES = 3;

export type QueueDeps = {
  readonly clock: VirtualClock;
  readonly onReady: () => void;
  readonly onDead: (entry: Entry) => void;
};

export const makeMemoryQueue = ({ clock, onReady, onDead }: QueueDeps): MemoryQueue => {
  const ready: Receipt[] = [];
  const places = new Map<Send, number>();
  let dead: Entry[] = [];
  let numbered = 0;
  const nextName = (): string => {
    numbered += 1;
    return `q${numbered}`;
  };
  const count = (send: Send, by: number): void => {
    places.set(send, (places.get(send) ?? 0) + by);
  };
  const showAfter = (entry: Entry, ms: number): void => {
    entry.show();
    entry.show = clock.after(ms, () => {
      entry.receipt = nextName();
      ready.push({ entry, receipt: entry.receipt, isDuplicate: false });
      onReady();
    });
  };
  const isCurrent = ({ entry, receipt, isDuplicate }: Receipt): boolean =>
    !isDuplicate && entry.state === "queued" && entry.receipt === receipt;
  const add: MemoryQueue["send"] = (send, delayMs, attributes) => {
    const entry: Entry = {
      send,
      sqsMessageId: nextName(),
      sentAt: clock.now(),
      attributes,
      receiveCount: 0,
      receipt: "",
      show: () => undefined,
      state: "queued",
    };
    count(send, 1);
    showAfter(entry, delayMs);
  };
  /** Undefined when it is dead-lettered instead. */
  const take = (receipt: Receipt): Receipt | undefined => {
    const { entry, isDuplicate } = receipt;
    if (isDuplicate) return receipt;
    if (entry.receiveCount >= MOST_RECEIVES) {
      entry.state = "dead";
      dead.push(entry);
      onDead(entry);
      return undefined;
    }
    entry.receiveCount += 1;
    showAfter(entry, VISIBILITY_MS);
    return receipt;
  };
  return {
    send: add,
    duplicate: ({ entry, receipt }) => {
      ready.push({ entry, receipt, isDuplicate: true });
      onReady();
    },
    receive: (most, pick) => {
      const batch: Receipt[] = [];
      while (batch.length < most && ready.length > 0) {
        const [receipt] = ready.splice(pick(ready.length), 1);
        const taken = receipt === undefined ? undefined : take(receipt);
        if (taken !== undefined) batch.push(taken);
      }
      return batch;
    },
    hide: (receipt, ms) => {
      if (isCurrent(receipt)) showAfter(receipt.entry, ms);
    },
    remove: (receipt) => {
      if (!isCurrent(receipt)) return false;
      receipt.entry.state = "deleted";
      receipt.entry.show();
      count(receipt.entry.send, -1);
      return true;
    },
    redrive: () => {
      const letters = dead;
      dead = [];
      for (const { send, attributes } of letters) {
        count(send, -1);
        add(send, 0, attributes);
      }
      return letters.length > 0;
    },
    places: (send) => places.get(send) ?? 0,
    readyCount: () => ready.length,
  };
};
