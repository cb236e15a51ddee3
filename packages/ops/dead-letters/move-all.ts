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
import type { Terminal } from "../terminal/terminal.ts";
import type { DeadLetterQueue } from "./queue.ts";

const pollMs = 500;

const latestTask = async (
  sqs: SQSClient,
  SourceArn: string,
): Promise<ListMessageMoveTasksResultEntry | undefined> =>
  (await sqs.send(new ListMessageMoveTasksCommand({ SourceArn, MaxResults: 1 }))).Results?.[0];

export type Moved = { readonly moved: number; readonly failed: number };

/** Watches a task to its end; one that is running already is watched instead of a new one. */
export const moveAll = async (
  { clients: { sqs } }: Target,
  { arn, workQueueArn, visible }: DeadLetterQueue,
  perSecond: number,
  terminal: Terminal,
): Promise<Moved> => {
  const earlier = await latestTask(sqs, arn);
  const isRunning = earlier?.Status === "RUNNING";
  if (isRunning) terminal.say("A redrive of all letters is running already: watching that one.");
  else
    await sqs.send(
      new StartMessageMoveTaskCommand({
        SourceArn: arn,
        // Named, because a letter that was sent here, by an import, has no queue that it came from.
        DestinationArn: workQueueArn,
        MaxNumberOfMessagesPerSecond: perSecond,
      }),
    );
  const progress = terminal.progress("moving letters", visible);
  try {
    let before = 0;
    for (;;) {
      const latest = await latestTask(sqs, arn);
      // A new task may not be listed at once.
      const task = !isRunning && latest?.StartedTimestamp === earlier?.StartedTimestamp ? undefined : latest;
      const {
        Status,
        ApproximateNumberOfMessagesMoved: moved = 0,
        ApproximateNumberOfMessagesToMove: toMove = 0,
      } = task ?? {};
      progress.advance(moved - before);
      before = moved;
      if (Status === "COMPLETED") return { moved, failed: 0 };
      if (Status === "FAILED") {
        terminal.say(`SQS gave up: ${task?.FailureReason ?? "it does not say why"}`);
        return { moved, failed: Math.max(toMove - moved, 1) };
      }
      if (Status !== "RUNNING") throw new OperatorError(`the redrive was cancelled after ${moved} letters`);
      await wait(pollMs);
    }
  } finally {
    progress.done();
  }
};
