// The dead-letter queue's settings and depth, and those of the queue that it belongs to.
import { GetQueueAttributesCommand, type QueueAttributeName, type SQSClient } from "@aws-sdk/client-sqs";
import { parseJson } from "@message-handler/domain/message.ts";
import * as E from "fp-ts/lib/Either.js";
import * as t from "io-ts";
import { setTimeout as wait } from "node:timers/promises";
import { OperatorError } from "../operator-error.ts";
import type { Target } from "../target/target.ts";
import { countOf } from "../terminal/in-words.ts";
import type { Terminal } from "../terminal/terminal.ts";

/** Seconds that a letter stays hidden when a look is cut off. */
export const hiddenSeconds = 20;

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

const RedrivePolicy = t.type({ maxReceiveCount: t.union([t.number, t.string]) });

/** Three where the queue does not say. */
const toMaxReceiveCount = (policy: string | undefined): number => {
  const parsed = parseJson(policy ?? "");
  return E.isRight(parsed) && RedrivePolicy.is(parsed.right) ? Number(parsed.right.maxReceiveCount) : 3;
};

const readAttributes = async (sqs: SQSClient, QueueUrl: string, AttributeNames: QueueAttributeName[]) =>
  (await sqs.send(new GetQueueAttributesCommand({ QueueUrl, AttributeNames }))).Attributes ?? {};

export const readDeadLetterQueue = async ({
  clients: { sqs },
  queueUrl,
  deadLetterQueueUrl,
}: Pick<Target, "clients" | "queueUrl" | "deadLetterQueueUrl">): Promise<DeadLetterQueue> => {
  const [work, dead] = await Promise.all([
    readAttributes(sqs, queueUrl, ["QueueArn", "RedrivePolicy"]),
    readAttributes(sqs, deadLetterQueueUrl, [
      "QueueArn",
      "MessageRetentionPeriod",
      "ApproximateNumberOfMessages",
      "ApproximateNumberOfMessagesNotVisible",
    ]),
  ]);
  return {
    arn: dead["QueueArn"] ?? "",
    workQueueArn: work["QueueArn"] ?? "",
    maxReceiveCount: toMaxReceiveCount(work["RedrivePolicy"]),
    retentionMs: Number(dead["MessageRetentionPeriod"]) * 1000,
    visible: Number(dead["ApproximateNumberOfMessages"]),
    hidden: Number(dead["ApproximateNumberOfMessagesNotVisible"]),
  };
};

const pollMs = 500;

/**
 * Waits while somebody hides letters: whoever acts on letters means these, too, and a look that was cut off hides them
 * for a while. Some may be hidden still when it ends, by one who works on; rejects when no other letter is there.
 */
export const awaitHidden = async (target: Target, terminal: Terminal): Promise<DeadLetterQueue> => {
  const deadline = performance.now() + 3 * hiddenSeconds * 1000;
  let queue = await readDeadLetterQueue(target);
  if (queue.hidden > 0)
    terminal.say(`Waiting for ${countOf(queue.hidden, "letter")} hidden by another look …`);
  while (queue.hidden > 0 && performance.now() < deadline) {
    await wait(pollMs);
    queue = await readDeadLetterQueue(target);
  }
  if (queue.hidden > 0 && queue.visible === 0)
    throw new OperatorError(
      `${countOf(queue.hidden, "letter")} hidden by another look or move, and no other: try again when that is over`,
    );
  return queue;
};
