// The books of messages that an invocation works on: they stay hidden until it ends, however long that takes.
import type { Account } from "../account.ts";
import type { Log } from "../log.ts";
import type { Pace } from "../pace.ts";
import type { Engine } from "./engine.ts";
import type { Leases } from "./leases.ts";
import { decodeQueueUrl } from "./queue-url.ts";
import { decodeReceiptHandle, type Receipt } from "./receipt-handle.ts";
import { SqsFault } from "./sqs-fault.ts";

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
  readonly engine: Engine;
  readonly pace: Pace;
  readonly log: Log;
  readonly now: () => Date;
};

const isGone = (error: unknown): boolean =>
  error instanceof SqsFault && (error.code === "MessageNotInflight" || error.code === "QueueDoesNotExist");

/** Milliseconds; a visibility time-out below it would leave no time to renew. */
const shortestTerm = 1000;

/**
 * Renews each held message at half of its visibility time-out, by that time-out: after a crash the data directory
 * then holds nothing that stays hidden for longer than AWS would hide it.
 */
export const makeLeaseBook = ({ account, engine, pace, log, now }: LeaseBookDeps): LeaseBook => {
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
      log("ERROR", "sqs", "a message under work could not be kept hidden", {
        queue: receipt.queue,
        message_id: receipt.messageId,
        error: String(error),
      });
    }
  };

  return {
    hold: (queueUrl, receiptHandle, visibleAt) => {
      const receipt = readReceipt(queueUrl, receiptHandle);
      free(receipt);
      const left = visibleAt.getTime() - now().getTime();
      const term = Math.max(left, shortestTerm);
      const timer = setInterval(() => {
        const lease = leases.get(receipt.engineHandle);
        if (lease !== undefined) lease.renewal = renew(receipt, term);
      }, term / 2).unref();
      const renewal = left < shortestTerm ? renew(receipt, term) : Promise.resolve();
      leases.set(receipt.engineHandle, { visibleAt, renewal, timer });
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
        if (!isGone(error)) throw error;
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
