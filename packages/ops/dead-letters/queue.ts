// The dead-letter queue's settings and depth, and those of the queue that it belongs to.
import { setTimeout as wait } from "node:timers/promises";
import { OperatorError } from "../operator-error.ts";
import { readDepth } from "../queue-depth.ts";
import type { Target } from "../target/target.ts";
import { countOf } from "../terminal/in-words.ts";
import type { Terminal } from "../terminal/terminal.ts";

export type DeadLetterQueue = {
  readonly arn: string;
  /** Of the queue that its letters come from. */
  readonly workQueueArn: string;
  /** Deliveries that a message has before it is a letter. */
  readonly maxReceiveCount: number;
  readonly retentionMs: number;
  readonly visible: number;
  /** Somebody looks at these, or moves them. */
  readonly hidden: number;
};

type Place = Pick<Target, "clients" | "queueUrl" | "deadLetterQueueUrl">;

export const readDeadLetterQueue = async (place: Place): Promise<DeadLetterQueue> => {
  const [work, dead] = await Promise.all([
    readDepth(place, place.queueUrl),
    readDepth(place, place.deadLetterQueueUrl),
  ]);
  return {
    arn: dead.arn,
    workQueueArn: work.arn,
    // Three where the queue does not say.
    maxReceiveCount: work.redrive?.maxReceiveCount ?? 3,
    retentionMs: dead.retentionSeconds * 1000,
    visible: dead.visible,
    hidden: dead.inFlight,
  };
};

const pollMs = 500;

/** Of a look that was cut off most letters are visible again by then. */
const mostMs = 60_000;

/** Waits for a minute while somebody hides letters; some may be hidden still when it ends, by one who works on. */
export const waitForHidden = async (
  place: Place,
  terminal: Pick<Terminal, "say">,
): Promise<DeadLetterQueue> => {
  const deadline = performance.now() + mostMs;
  let queue = await readDeadLetterQueue(place);
  if (queue.hidden > 0)
    terminal.say(`Waiting for ${countOf(queue.hidden, "letter")} hidden by another look …`);
  while (queue.hidden > 0 && performance.now() < deadline) {
    await wait(pollMs);
    queue = await readDeadLetterQueue(place);
  }
  return queue;
};

/** The same for whoever acts on letters, and so means hidden ones, too: rejects when no other letter is there. */
export const awaitHidden = async (
  place: Place,
  terminal: Pick<Terminal, "say">,
): Promise<DeadLetterQueue> => {
  const queue = await waitForHidden(place, terminal);
  if (queue.hidden > 0 && queue.visible === 0)
    throw new OperatorError(
      `${countOf(queue.hidden, "letter")} hidden by another look or move, and no other: try again when that is over`,
    );
  return queue;
};
