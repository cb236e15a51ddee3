// A pipeline of the stack: a queue, the function that empties it, and the queue for what it could not handle.
import type { Description } from "../../core/description.ts";
import type { LambdaFunction, Queue, State } from "../live/wire.ts";

/** Totals since the start; undefined where the stack counts no such thing. */
export type Totals = {
  readonly accepted: number;
  readonly processed: number;
  /** Came before: nothing was to be done. */
  readonly duplicates: number | undefined;
  readonly rejected: number | undefined;
  /** Deliveries: each comes again, or was the last before the dead-letter queue. */
  readonly failed: number | undefined;
  /** Deliveries that were put off and used up none of the message's. */
  readonly postponed: number | undefined;
};

export type Flow = {
  readonly queue: Queue;
  readonly functions: readonly LambdaFunction[];
  readonly deadLetterQueue: Queue | undefined;
  readonly totals: Totals;
};

type Counted = NonNullable<Description["metrics"]>[string];

const toSumOf =
  ({ metrics }: State, { metrics: meanings = {} }: Description) =>
  (counted: Counted): number | undefined => {
    const names = Object.keys(meanings).filter((name) => meanings[name] === counted);
    if (names.length === 0) return undefined;
    // A metric that was put with dimensions, too, would be counted once more for each.
    return metrics
      .filter(({ name, dimensions }) => names.includes(name) && Object.keys(dimensions).length === 0)
      .reduce((sum, metric) => sum + metric.sum, 0);
  };

/** What a queue can tell by itself: who deletes a message is done with it. */
const ofQueue = ({ sent, sent_again, deleted }: Queue): Totals => ({
  accepted: sent - sent_again,
  processed: deleted,
  duplicates: undefined,
  rejected: undefined,
  failed: undefined,
  postponed: undefined,
});

/** One for each queue that a function empties. */
export const toFlows = (state: State, description: Description): readonly Flow[] => {
  const emptied = state.queues.filter(({ name }) =>
    state.functions.some(({ event_source }) => event_source === name),
  );
  const sumOf = toSumOf(state, description);
  return emptied.map((queue) => {
    const alone = ofQueue(queue);
    return {
      queue,
      functions: state.functions.filter(({ event_source }) => event_source === queue.name),
      deadLetterQueue: state.queues.find(({ name }) => name === queue.dead_letter_queue),
      totals:
        // The metrics are those of the stack: of two pipelines neither can claim them.
        emptied.length > 1
          ? alone
          : {
              accepted: alone.accepted,
              processed: sumOf("processed") ?? alone.processed,
              duplicates: sumOf("duplicate"),
              rejected: sumOf("rejected"),
              failed: sumOf("failed"),
              postponed: sumOf("postponed"),
            },
    };
  });
};

/** The queues of no pipeline. */
export const toOtherQueues = ({ queues }: State, flows: readonly Flow[]): readonly Queue[] => {
  const shown = new Set(flows.flatMap(({ queue, deadLetterQueue }) => [queue, deadLetterQueue]));
  return queues.filter((queue) => !shown.has(queue));
};

/** However a message waits in it. */
export const toDepth = ({ visible, in_flight, delayed }: Queue): number => visible + in_flight + delayed;
