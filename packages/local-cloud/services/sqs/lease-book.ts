// The books of messages that an invocation works on: they stay hidden until it ends, however long that takes.
import type { Account } from "../../core/account.ts";
import type { Log } from "../../core/log.ts";
import type { Pace } from "../../core/pace.ts";
import type { Engine } from "./engine.ts";
import type { Leases } from "./leases.ts";
import { decodeQueueUrl } from "../../core/queue-url.ts";
import { decodeReceiptHandle, type Receipt } from "./receipt-handle.ts";
import type { Queue, Queues } from "./queues.ts";
import { isOver } from "./sqs-fault.ts";

export type LeaseBook = Leases & {
  /** Moves `visibleAt` when the receipt is held; false when it is not. */
  readonly move: (receipt: Receipt, visibleAt: Date) => boolean;
  /** The message is gone. */
  readonly free: (receipt: Receipt) => void;
  /** Ends the timers; what is held stays hidden for what the engine knows. */
  readonly stop: () => void;
};

type Lease = {
  visibleAt: Date;
  /** The latest renewal, so that a release cannot overtake it. */
  renewal: Promise<void>;
  readonly timer: NodeJS.Timeout;
};

export type LeaseBookDeps = {
  readonly account: Account;
  readonly engine: Pick<Engine, "hide">;
  readonly queues: Pick<Queues, "find">;
  readonly pace: Pace;
  readonly log: Log;
  readonly now: () => Date;
};

/** Milliseconds; a visibility time-out below it would leave no time to renew. */
const shortestTerm = 1000;

const lies = ({ messages }: Queue, { messageId }: Receipt): boolean =>
  [...messages.ready, ...messages.inflight.map(({ message }) => message)].some(
    (message) => message.messageId === messageId,
  );

/**
 * Renews each held message at once and then at half of its queue's visibility time-out, by that time-out: after a
 * crash the data directory then holds nothing that stays hidden for longer than AWS would hide it.
 */
export const makeLeaseBook = ({ account, engine, queues, pace, log, now }: LeaseBookDeps): LeaseBook => {
  const leases = new Map<string, Lease>();
  const readReceipt = (queueUrl: string, handle: string): Receipt =>
    decodeReceiptHandle(decodeQueueUrl(account, queueUrl), handle);

  const free = ({ engineHandle }: Receipt): Lease | undefined => {
    const lease = leases.get(engineHandle);
    clearInterval(lease?.timer);
    leases.delete(engineHandle);
    return lease;
  };
  const renew = async (receipt: Receipt, ms: number): Promise<void> => {
    try {
      await engine.hide(receipt.queue, receipt.engineHandle, ms);
    } catch (error) {
      if (free(receipt) === undefined) return;
      const queue = queues.find(receipt.queue);
      // Deleted while the renewal was on its way, or purged: nobody will get it a second time.
      if (isOver(error) && (queue === undefined || !lies(queue, receipt))) return;
      log("ERROR", "sqs", "a message under work could not be kept hidden", {
        queue: receipt.queue,
        message_id: receipt.messageId,
        error: String(error),
      });
    }
  };

  /** The visibility time-out that the queue has now. Milliseconds. */
  const termOf = ({ queue }: Receipt): number =>
    Number(queues.find(queue)?.attributes["VisibilityTimeout"] ?? 0) * 1000;

  return {
    hold: (queueUrl, receiptHandle) => {
      const receipt = readReceipt(queueUrl, receiptHandle);
      free(receipt);
      const visibleAt = new Date(now().getTime() + termOf(receipt));
      const term = Math.max(termOf(receipt), shortestTerm);
      const timer = setInterval(() => {
        const lease = leases.get(receipt.engineHandle);
        if (lease !== undefined) lease.renewal = renew(receipt, term);
      }, term / 2).unref();
      // In the books first: the renewal of a message that is no longer there takes it out again.
      const lease: Lease = { visibleAt, renewal: Promise.resolve(), timer };
      leases.set(receipt.engineHandle, lease);
      lease.renewal = renew(receipt, term);
    },
    release: async (queueUrl, receiptHandle) => {
      const receipt = readReceipt(queueUrl, receiptHandle);
      const lease = free(receipt);
      if (lease === undefined) return;
      await lease.renewal;
      const left = Math.max(lease.visibleAt.getTime() - now().getTime(), 0);
      try {
        await engine.hide(receipt.queue, receipt.engineHandle, pace.scaled(left));
      } catch (error) {
        if (!isOver(error)) throw error;
      }
    },
    move: ({ engineHandle }, visibleAt) => {
      const lease = leases.get(engineHandle);
      if (lease !== undefined) lease.visibleAt = visibleAt;
      return lease !== undefined;
    },
    free: (receipt) => {
      free(receipt);
    },
    stop: () => {
      for (const { timer } of leases.values()) clearInterval(timer);
      leases.clear();
    },
  };
};
