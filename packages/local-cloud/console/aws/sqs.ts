// Moves what lies in a dead-letter queue back to where it came from.
import { callAws } from "./json-protocol.ts";

export type MoveTask = {
  readonly Status: "RUNNING" | "COMPLETED" | "CANCELLING" | "CANCELLED" | "FAILED";
  readonly ApproximateNumberOfMessagesMoved: number;
  readonly ApproximateNumberOfMessagesToMove?: number;
  readonly FailureReason?: string;
};

export const startMove = async (sourceArn: string, perSecond: number): Promise<void> => {
  await callAws("SQS", "StartMessageMoveTask", {
    SourceArn: sourceArn,
    MaxNumberOfMessagesPerSecond: perSecond,
  });
};

/** The newest of the queue's tasks. */
export const latestMove = async (sourceArn: string): Promise<MoveTask | undefined> => {
  const input = { SourceArn: sourceArn, MaxResults: 1 };
  const { Results = [] } = await callAws<{ readonly Results?: readonly MoveTask[] }>(
    "SQS",
    "ListMessageMoveTasks",
    input,
  );
  return Results[0];
};
