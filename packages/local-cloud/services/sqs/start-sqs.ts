// Composes SQS: the stack's queues, the store of their messages, the service in front, and what other parts need.
import { openDatabase } from "../../core/database.ts";
import { watchStalls } from "../../core/running-time.ts";
import type { QueuedMessage, QueueState } from "../../core/state.ts";
import type { ServiceDeps } from "../../endpoint/service-deps.ts";
import { configuredQueues } from "./configured-queues.ts";
import { startMoveTasks } from "./move-tasks.ts";
import { decodeQueueUrl, makeQueues } from "./queues.ts";
import { decodeReceiptHandle } from "./receipt-handle.ts";
import { makeSqsService } from "./sqs-service.ts";
import { migrations } from "./store/migrations.ts";
import { makeQueueStore } from "./store/queue-store.ts";
import { makeWakeUps } from "./store/wake-ups.ts";

type StartSqsDeps = Pick<ServiceDeps, "stack" | "account" | "authorize" | "clock" | "log" | "now"> & {
  /** Where messages and move tasks outlive the process; undefined keeps them in memory. */
  readonly file: string | undefined;
};

export type Sqs = ReturnType<typeof startSqs>;

/** Throws StackError when AWS would refuse the queues. */
export const startSqs = (deps: StartSqsDeps) => {
  const { stack, account, authorize, file, clock, log, now } = deps;
  const queues = makeQueues(configuredQueues(stack, account));
  const database = openDatabase(file, migrations);
  const wakeUps = makeWakeUps();
  const stalls = watchStalls();
  const { stalled } = stalls;
  const store = makeQueueStore({ database, clock, log, now, changed: wakeUps.changed, stalled });
  store.returnAll();
  const moveTasks = startMoveTasks({ database, queues, store, authorize, clock, log, now });
  return {
    service: makeSqsService({ account, queues, store, wakeUps, moveTasks, startedAt: now() }),
    state: (): readonly QueueState[] =>
      queues.all().map((queue) => {
        const { name, url, arn, redrivePolicy } = queue;
        const target = redrivePolicy && queues.findByArn(redrivePolicy.deadLetterTargetArn);
        const redrive = {
          dead_letter_queue: target?.name ?? null,
          max_receive_count: redrivePolicy?.maxReceiveCount ?? null,
        };
        return { name, url, arn, ...redrive, ...store.counts(queue), ...store.totals(queue) };
      }),
    /**
     * A function has ended its work on a message without deleting it: what is left of its visibility time-out,
     * divided by the speed, runs from now. Without effect when the message was deleted or received again.
     */
    returnToQueue: (queueUrl: string, receiptHandle: string): void => {
      store.returnToQueue(decodeReceiptHandle(decodeQueueUrl(account, queueUrl), receiptHandle));
    },
    /** Those that hold the text, which may be empty; undefined for a queue that there is not. */
    peek: (queueName: string, max: number, containing = ""): readonly QueuedMessage[] | undefined => {
      const queue = queues.all().find(({ name }) => name === queueName);
      return queue && store.peek(queue, max, containing);
    },
    /** Whether there was such a message. */
    drop: (queueName: string, messageId: string): boolean => {
      const queue = queues.all().find(({ name }) => name === queueName);
      const isDropped = queue !== undefined && store.drop(queue, messageId);
      if (isDropped) log("INFO", "sqs", "message dropped", { queue: queueName, sqs_message_id: messageId });
      return isDropped;
    },
    /** Interrupts move tasks. */
    stop: moveTasks.stop,
    /** Call once nothing sends requests any more. */
    close: () => {
      stalls.stop();
      database.close();
    },
  };
};
