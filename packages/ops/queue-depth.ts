// What SQS says of a queue: how many messages are in it, how long it keeps them, and how often it delivers each.
import { GetQueueAttributesCommand } from "@aws-sdk/client-sqs";
import { parseJson } from "@message-handler/domain/message.ts";
import * as E from "fp-ts/lib/Either.js";
import * as t from "io-ts";
import type { Target } from "./target/target.ts";

export type QueueDepth = {
  readonly arn: string;
  readonly visible: number;
  readonly inFlight: number;
  readonly delayed: number;
  readonly retentionMs: number;
  /** Deliveries that a message has before it is dead-lettered; undefined where it never is. */
  readonly maxReceiveCount: number | undefined;
};

const RedrivePolicy = t.type({ maxReceiveCount: t.union([t.number, t.string]) });

const toMaxReceiveCount = (policy = ""): number | undefined => {
  const parsed = parseJson(policy);
  return E.isRight(parsed) && RedrivePolicy.is(parsed.right)
    ? Number(parsed.right.maxReceiveCount)
    : undefined;
};

export const readDepth = async (
  { clients }: { readonly clients: Pick<Target["clients"], "sqs"> },
  QueueUrl: string,
): Promise<QueueDepth> => {
  const { Attributes = {} } = await clients.sqs.send(
    new GetQueueAttributesCommand({
      QueueUrl,
      AttributeNames: [
        "QueueArn",
        "ApproximateNumberOfMessages",
        "ApproximateNumberOfMessagesNotVisible",
        "ApproximateNumberOfMessagesDelayed",
        "MessageRetentionPeriod",
        "RedrivePolicy",
      ],
    }),
  );
  return {
    arn: Attributes["QueueArn"] ?? "",
    visible: Number(Attributes["ApproximateNumberOfMessages"]),
    inFlight: Number(Attributes["ApproximateNumberOfMessagesNotVisible"]),
    delayed: Number(Attributes["ApproximateNumberOfMessagesDelayed"]),
    retentionMs: Number(Attributes["MessageRetentionPeriod"]) * 1000,
    maxReceiveCount: toMaxReceiveCount(Attributes["RedrivePolicy"]),
  };
};
