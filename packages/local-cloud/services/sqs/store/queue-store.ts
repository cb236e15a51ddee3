// The messages of the queues: who may receive what, and when.
import { randomUUID } from "node:crypto";
import type { Database } from "../../../core/database.ts";
import type { QueuedMessage, QueueTotals } from "../../../core/state.ts";
import type { ServiceDeps } from "../../../endpoint/service-deps.ts";
import type { MessageAttributes } from "../message-attributes.ts";
import type { Queue } from "../queues.ts";
import type { Receipt } from "../receipt-handle.ts";
import { SqsError } from "../sqs-error.ts";
import { type Counts, makeCountMessages } from "./count-messages.ts";
import { makeFairOrder } from "./fair-order.ts";
import {
  deadLetterSourceOf,
  groupOf,
  type ReceivedMessage,
  type Row,
  toQueued,
  toReceived,
} from "./message-row.ts";

type NewMessage = {
  readonly body: string;
  readonly attributes: MessageAttributes;
  /** Its MessageGroupId. */
  readonly group: string | undefined;
  readonly traceHeader?: string | undefined;
  /** Milliseconds of AWS time, like those of the queue. */
  readonly delay: number;
  /** The role of the caller, if it is one. */
  readonly role?: string | undefined;
};
type ReceiveOptions = Pick<NewMessage, "role"> & {
  readonly max: number;
  readonly visibilityTimeout: number;
};

type QueueStoreDeps = Pick<ServiceDeps, "clock" | "log" | "now"> & {
  readonly database: Database;
  /** Messages of the queue became visible, or will become so at another time than before. */
  readonly changed: (queueName: string) => void;
  /** Real ms, since it was last asked, in which this process could not run. */
  readonly stalled: () => number;
};

export type QueueStore = ReturnType<typeof makeQueueStore>;

/** AWS time, ms. */
const idleMs = 300_000;

// An older receipt than the latest names nothing, and neither does one of a message that went to another queue.
const byReceipt = "sequence = ? AND id = ? AND queue = ? AND receive_count = ?";
const toKey = ({ sequence, messageId, queue, receiveCount }: Receipt) =>
  [sequence, messageId, queue, receiveCount] as const;

export const makeQueueStore = ({ database, clock, log, now, changed, stalled }: QueueStoreDeps) => {
  const time = (): number => now().getTime();
  const scaled = (milliseconds: number): number => Math.ceil(clock.scaled(milliseconds));

  const fair = makeFairOrder({ database, time, idleMs: scaled(idleMs) });
  const countMessages = makeCountMessages(database);

  const insert = database.prepare(
    `INSERT INTO messages (id, queue, sent_at, visible_at, attributes, body, message_group, trace_header, noisy)
     VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?)`,
  );
  const receiveOne = database.prepare(
    `UPDATE messages SET visible_at = ?1, receive_count = receive_count + 1,
       first_received_at = coalesce(first_received_at, ?2), last_received_at = ?2 WHERE sequence = ?3`,
  );
  const deadLetter = database.prepare(
    `UPDATE messages SET queue = ?1, noisy = ?2, visible_at = ?3, dead_lettered_at = ?3, dead_letter_source = ?4
     WHERE sequence = ?5`,
  );
  const resend = database.prepare(
    `UPDATE messages SET id = ?, queue = ?, noisy = ?, sent_at = ?, visible_at = ?, receive_count = 0,
       first_received_at = NULL, dead_lettered_at = NULL, dead_letter_source = NULL WHERE sequence = ?`,
  );
  const remove = database.prepare(
    `DELETE FROM messages WHERE ${byReceipt} RETURNING message_group, last_received_at`,
  );
  const hide = database.prepare(`UPDATE messages SET visible_at = ? WHERE ${byReceipt} AND visible_at > ?`);
  const shorten = database.prepare(
    `UPDATE messages SET visible_at = ?1 + cast((visible_at - ?1) / ?2 AS INTEGER)
     WHERE sequence = ?3 AND id = ?4 AND queue = ?5 AND receive_count = ?6 AND visible_at > ?1
     RETURNING message_group, last_received_at`,
  );
  const shortenAll = database.prepare(
    `UPDATE messages SET visible_at = ?1 + cast((visible_at - ?1) / ?2 AS INTEGER)
     WHERE visible_at > ?1 AND receive_count > 0`,
  );
  const prolong = database.prepare(
    `UPDATE messages SET visible_at = visible_at + ?2
     WHERE visible_at > ?1 - ?2 AND receive_count > 0 AND visible_at > coalesce(dead_lettered_at, 0)`,
  );
  const selectOldest = database.prepare(
    `SELECT * FROM messages
     WHERE queue = ?1 AND sent_at > ?4 AND (?2 = '' OR id = ?2 OR instr(body, ?2) OR instr(attributes, ?2))
     ORDER BY sent_at LIMIT ?3`,
  );
  const removeById = database.prepare("DELETE FROM messages WHERE queue = ? AND id = ?");
  const removeExpired = database.prepare("DELETE FROM messages WHERE queue = ? AND sent_at <= ?");
  const removeAll = database.prepare("DELETE FROM messages WHERE queue = ?");
  const earliest = database.prepare(
    "SELECT min(visible_at) AS visible_at FROM messages WHERE queue = ? AND noisy = 0",
  );

  const totals = new Map<string, QueueTotals>();
  const totalsOf = (queueName: string): QueueTotals =>
    totals.get(queueName) ?? { sent: 0, sent_again: 0, received: 0, deleted: 0 };
  /** Roles that receive, by queue. */
  const receivers = new Map<string, ReadonlySet<string>>();
  const receiversOf = (queueName: string): ReadonlySet<string> => receivers.get(queueName) ?? new Set();
  const add = (queueName: string, what: keyof QueueTotals, number: number): void => {
    const before = totalsOf(queueName);
    totals.set(queueName, { ...before, [what]: before[what] + number });
  };

  /** Messages that were sent then or before are past their retention: gone for everybody. */
  const expiredAt = ({ retention }: Queue): number => time() - scaled(retention);
  /** When messages come or go: whoever only looks writes nothing. */
  const dropExpired = (queue: Queue): void => {
    removeExpired.run(queue.name, expiredAt(queue));
  };

  /**
   * Whoever works on a message was not answered while this process did not run: the message stays hidden for as much
   * longer. Comes before anything that depends on it, because a stall ends with whatever is next.
   */
  const makeUpForStall = (): void => {
    const ms = stalled();
    if (ms > 0) prolong.run(time(), ms);
  };

  /** By sequence: the receive on which nobody works any more. What a function asked for may arrive when it has died. */
  const endedReceives = new Map<number, number>();
  const hasEnded = ({ sequence, receiveCount }: Receipt): boolean =>
    endedReceives.get(sequence) === receiveCount;

  return {
    /** All or nothing: for a request that changes several messages. */
    transaction: database.transaction,

    /** The id of the new message. */
    send: (queue: Queue, { body, attributes, group, traceHeader, delay, role }: NewMessage): string => {
      dropExpired(queue);
      const { name } = queue;
      const id = randomUUID();
      const sentAt = time();
      const text = JSON.stringify(attributes);
      insert.run(
        id,
        name,
        sentAt,
        sentAt + scaled(delay),
        text,
        body,
        group ?? null,
        traceHeader ?? null,
        fair.isNoisy(name, group),
      );
      add(name, "sent", 1);
      if (role !== undefined && receiversOf(name).has(role)) add(name, "sent_again", 1);
      changed(name);
      return id;
    },

    /**
     * At most `max` messages, hidden for so many real milliseconds. One that has used up its deliveries goes to the
     * dead-letter queue instead, if there still is one.
     */
    receive: (
      queue: Queue,
      deadLetterQueue: Queue | undefined,
      { max, visibilityTimeout, role }: ReceiveOptions,
    ): readonly ReceivedMessage[] =>
      database.transaction(() => {
        makeUpForStall();
        dropExpired(queue);
        if (role !== undefined && !receiversOf(queue.name).has(role))
          receivers.set(queue.name, new Set([...receiversOf(queue.name), role]));
        const at = time();
        const received: ReceivedMessage[] = [];
        const { maxReceiveCount = Infinity } = (deadLetterQueue && queue.redrivePolicy) ?? {};
        // One that takes its place may have used up its deliveries too; what was received must not come twice.
        let rows: readonly Row[];
        do {
          rows = fair.select(queue.name, at, max);
          for (const row of rows) {
            const sequence = Number(row["sequence"]);
            if (deadLetterQueue !== undefined && Number(row["receive_count"]) >= maxReceiveCount) {
              const lane = fair.isNoisy(deadLetterQueue.name, groupOf(row));
              deadLetter.run(deadLetterQueue.name, lane, at, queue.arn, sequence);
              dropExpired(deadLetterQueue);
              changed(deadLetterQueue.name);
              log("WARN", "sqs", "moved to the dead-letter queue", {
                queue: queue.name,
                dead_letter_queue: deadLetterQueue.name,
                sqs_message_id: String(row["id"]),
                receive_count: Number(row["receive_count"]),
              });
            } else {
              receiveOne.run(at + visibilityTimeout, at, sequence);
              endedReceives.delete(sequence);
              received.push(toReceived(queue.name, row, at));
            }
          }
        } while (received.length === 0 && rows.length > 0);
        add(queue.name, "received", received.length);
        if (visibilityTimeout === 0 && received.length > 0) changed(queue.name);
        return received;
      }),

    /**
     * When a message next becomes visible, as real milliseconds from now; undefined for an empty queue. To be asked after
     * a receive that gave nothing: it has found every group quiet, since none has a backlog.
     */
    nextVisible: ({ name }: Queue): number | undefined => {
      const at = earliest.get(name)?.["visible_at"];
      return typeof at === "number" ? Math.max(at - time(), 0) : undefined;
    },

    /** Without effect when the receipt is no longer the latest. */
    delete: (receipt: Receipt): void => {
      const removed = remove.get(...toKey(receipt));
      endedReceives.delete(receipt.sequence);
      fair.worked(receipt.queue, removed);
      add(receipt.queue, "deleted", removed === undefined ? 0 : 1);
    },

    /** Throws MessageNotInflight when that receive is over. Waiting, and divided, once nobody works on it. */
    changeVisibility: (receipt: Receipt, visibilityTimeout: number): void => {
      makeUpForStall();
      const at = time();
      const hidden = hasEnded(receipt) ? scaled(visibilityTimeout) : visibilityTimeout;
      if (hide.run(at + hidden, ...toKey(receipt), at).changes === 0)
        throw new SqsError("MessageNotInflight", "The message is not in flight.");
      changed(receipt.queue);
    },

    /**
     * Nobody works on the message any more: what is left of its visibility time-out is waiting, which the speed
     * divides. Without effect when that receive is over.
     */
    returnToQueue: (receipt: Receipt): void => {
      makeUpForStall();
      fair.worked(receipt.queue, shorten.get(time(), clock.speed, ...toKey(receipt)));
      endedReceives.set(receipt.sequence, receipt.receiveCount);
      changed(receipt.queue);
    },

    /** The same for every message that was received: after a restart nobody works on any. */
    returnAll: (): void => {
      shortenAll.run(time(), clock.speed);
      fair.forget();
    },

    /**
     * Sends up to `max` visible messages on, each as a new message to the queue that `destinationOf` names for its
     * dead-letter source; undefined leaves it where it is.
     */
    move: (
      queue: Queue,
      max: number,
      destinationOf: (deadLetterSource: string | undefined) => Queue | undefined,
    ): { readonly moved: number; readonly left: number } =>
      database.transaction(() => {
        dropExpired(queue);
        const at = time();
        const rows = fair.select(queue.name, at, max);
        let moved = 0;
        for (const row of rows) {
          const destination = destinationOf(deadLetterSourceOf(row));
          if (destination === undefined) continue;
          const visibleAt = at + scaled(destination.delay);
          const lane = fair.isNoisy(destination.name, groupOf(row));
          resend.run(randomUUID(), destination.name, lane, at, visibleAt, Number(row["sequence"]));
          changed(destination.name);
          moved += 1;
        }
        return { moved, left: rows.length - moved };
      }),

    /** The oldest that hold the text in their body or attributes, or as their id, whoever works on them. */
    peek: (queue: Queue, max: number, containing: string): readonly QueuedMessage[] =>
      selectOldest.all(queue.name, containing, max, expiredAt(queue)).map((row) => toQueued(row, time())),

    /** Whether there was such a message. */
    drop: ({ name }: Queue, messageId: string): boolean => removeById.run(name, messageId).changes > 0,

    purge: ({ name }: Queue): void => {
      removeAll.run(name);
    },

    totals: ({ name }: Queue): QueueTotals => totalsOf(name),

    counts: (queue: Queue): Counts => {
      const at = time();
      const noisy = fair.judge(queue.name, at);
      return { ...countMessages(queue.name, at, expiredAt(queue)), noisy_groups: noisy.length };
    },
  };
};
