// Moves all letters back to the work queue: SQS does it by itself, and goes on when nobody watches any more.
import {
  ListMessageMoveTasksCommand,
  StartMessageMoveTaskCommand,
  type ListMessageMoveTasksResultEntry,
  type SQSClient,
} from "@aws-sdk/client-sqs";
import { setTimeout as wait } from "node:timers/promises";
import { OperatorError } from "../operator-error.ts";
import type { Target } from "../target/target.ts";
import { countOf } from "../terminal/in-words.ts";
import { withLastWords } from "../terminal/last-words.ts";
import type { Terminal } from "../terminal/terminal.ts";
import type { DeadLetterQueue } from "./queue.ts";

const pollMs = 500;

/** Half a minute, in which SQS lists no task that it has taken. */
const mostUnlisted = 60;

const latestTask = async (
  sqs: SQSClient,
  SourceArn: string,
): Promise<ListMessageMoveTasksResultEntry | undefined> =>
  (await sqs.send(new ListMessageMoveTasksCommand({ SourceArn, MaxResults: 1 }))).Results?.[0];

export type Moved = {
  readonly moved: number;
  /** Of those that were to be moved; not those that came later, or came back. */
  readonly failed: number;
};

type Place = { readonly clients: Pick<Target["clients"], "sqs"> };

/** Watches a task to its end; one that is running already is watched instead of a new one. */
export const moveAll = async (
  { clients: { sqs } }: Place,
  { arn, workQueueArn, visible }: DeadLetterQueue,
  perSecond: number,
  terminal: Pick<Terminal, "say" | "progress">,
): Promise<Moved> => {
  const earlier = await latestTask(sqs, arn);
  const isRunning = earlier?.Status === "RUNNING" || earlier?.Status === "CANCELLING";
  if (isRunning) terminal.say("A redrive of all letters is running already: watching that one.");
  // Also once it was asked to: it may have begun when a signal comes before its answer.
  let goesOn = true;
  const sayThatItGoesOn = (): void => {
    if (goesOn) terminal.say("SQS goes on moving them by itself: the same line watches it again.");
  };
  const start = async (): Promise<void> => {
    try {
      await sqs.send(
        new StartMessageMoveTaskCommand({
          SourceArn: arn,
          // Named, because a letter that was sent here, by an import, has no queue that it came from.
          DestinationArn: workQueueArn,
          MaxNumberOfMessagesPerSecond: perSecond,
        }),
      );
    } catch (error) {
      goesOn = false;
      throw error;
    }
  };
  return withLastWords(sayThatItGoesOn, async () => {
    if (!isRunning) await start();
    const progress = terminal.progress("moving letters", visible);
    try {
      let before = 0;
      let unlisted = 0;
      while (unlisted < mostUnlisted) {
        const latest = await latestTask(sqs, arn);
        // A new task may not be listed at once.
        const isListed = isRunning || latest?.StartedTimestamp !== earlier?.StartedTimestamp;
        const {
          Status,
          ApproximateNumberOfMessagesMoved: moved = 0,
          ApproximateNumberOfMessagesToMove: toMove = 0,
          FailureReason = "it does not say why",
        } = (isListed ? latest : undefined) ?? {};
        unlisted = Status === undefined ? unlisted + 1 : 0;
        progress.advance(Math.max(0, moved - before));
        before = Math.max(before, moved);
        if (Status === "COMPLETED") return { moved, failed: Math.max(0, toMove - moved) };
        if (Status === "FAILED") {
          terminal.say(`SQS gave up: ${FailureReason}`);
          return { moved, failed: Math.max(toMove - moved, 1) };
        }
        if (Status === "CANCELLED") {
          goesOn = false;
          throw new OperatorError(`the redrive was cancelled after ${countOf(moved, "letter")}`);
        }
        await wait(pollMs);
      }
      throw new OperatorError("SQS has taken the redrive, and does not list it within half a minute");
    } finally {
      progress.done();
    }
  });
};
