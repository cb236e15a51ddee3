// How many messages are in a queue.
import { GetQueueAttributesCommand } from "@aws-sdk/client-sqs";
import type { Target } from "./target/target.ts";

export type QueueDepth = {
  readonly visible: number;
  readonly inFlight: number;
  readonly delayed: number;
  readonly retentionMs: number;
};

export const readDepth = async (
  { clients }: Pick<Target, "clients">,
  QueueUrl: string,
): Promise<QueueDepth> => {
  const { Attributes = {} } = await clients.sqs.send(
    new GetQueueAttributesCommand({
      QueueUrl,
      AttributeNames: [
        "ApproximateNumberOfMessages",
        "ApproximateNumberOfMessagesNotVisible",
        "ApproximateNumberOfMessagesDelayed",
        "MessageRetentionPeriod",
      ],
    }),
  );
  return {
    visible: Number(Attributes["ApproximateNumberOfMessages"]),
    inFlight: Number(Attributes["ApproximateNumberOfMessagesNotVisible"]),
    delayed: Number(Attributes["ApproximateNumberOfMessagesDelayed"]),
    retentionMs: Number(Attributes["MessageRetentionPeriod"]) * 1000,
  };
};
