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
  readonly retentionSeconds: number;
  /** Where a message goes after so many deliveries; undefined where it never does. */
  readonly redrive: { readonly targetArn: string; readonly maxReceiveCount: number } | undefined;
};

type Attributes = Readonly<Partial<Record<string, string>>>;

const RedrivePolicy = t.type({
  deadLetterTargetArn: t.string,
  maxReceiveCount: t.union([t.number, t.string]),
});

const toRedrive = (policy = ""): QueueDepth["redrive"] => {
  const parsed = parseJson(policy);
  if (E.isLeft(parsed) || !RedrivePolicy.is(parsed.right)) return undefined;
  const { deadLetterTargetArn: targetArn, maxReceiveCount } = parsed.right;
  return { targetArn, maxReceiveCount: Number(maxReceiveCount) };
};

type Place = { readonly clients: Pick<Target["clients"], "sqs"> };

export const readQueueAttributes = async ({ clients }: Place, QueueUrl: string): Promise<Attributes> => {
  const { Attributes: all = {} } = await clients.sqs.send(
    new GetQueueAttributesCommand({ QueueUrl, AttributeNames: ["All"] }),
  );
  return all;
};

export const toDepth = (all: Attributes): QueueDepth => ({
  arn: all["QueueArn"] ?? "",
  visible: Number(all["ApproximateNumberOfMessages"]),
  inFlight: Number(all["ApproximateNumberOfMessagesNotVisible"]),
  delayed: Number(all["ApproximateNumberOfMessagesDelayed"]),
  retentionSeconds: Number(all["MessageRetentionPeriod"]),
  redrive: toRedrive(all["RedrivePolicy"]),
});

export const readDepth = async (place: Place, queueUrl: string): Promise<QueueDepth> =>
  toDepth(await readQueueAttributes(place, queueUrl));
