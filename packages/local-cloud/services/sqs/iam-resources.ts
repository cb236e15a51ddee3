// What a request needs in IAM: the action, and the ARNs it is about.
import { z } from "zod";
import { type Account, toArn } from "../../core/account.ts";
import { decodeQueueUrl } from "../../core/queue-url.ts";
import { SqsFault } from "./sqs-fault.ts";

/** Batches need the permission of the single operation (developer guide, "Amazon SQS API permissions"). */
export const toAction = (operation: string): string => `sqs:${operation.replace(/Batch$/, "")}`;

const Named = z.object({
  QueueUrl: z.string().optional(),
  QueueName: z.string().optional(),
  SourceArn: z.string().optional(),
});

const toResource = (input: unknown, account: Account): string => {
  const { QueueUrl, QueueName, SourceArn } = Named.parse(input);
  if (SourceArn !== undefined) return SourceArn;
  const name = QueueName ?? (QueueUrl === undefined ? undefined : decodeQueueUrl(account, QueueUrl));
  return name === undefined ? "*" : toArn(account, "sqs", name);
};

/** `*` for ListQueues, which is about none, and for a request that names its queue so that it cannot be read. */
export const toResources = (readInput: () => unknown, account: Account): readonly string[] => {
  try {
    return [toResource(readInput(), account)];
  } catch (error) {
    if (error instanceof SqsFault || error instanceof z.ZodError) return ["*"];
    throw error;
  }
};
