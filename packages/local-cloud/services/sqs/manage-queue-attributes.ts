// GetQueueAttributes and SetQueueAttributes.
import { z } from "zod";
import { toArn } from "../../core/account.ts";
import { toCounts } from "./depths.ts";
import { operation, queueOf, type SqsParts } from "./operation.ts";
import { checkQueueAttributes, type QueueAttributes } from "./queue-attributes.ts";
import { checkRedrive } from "./redrive-policy.ts";
import { notSimulated, SqsFault } from "./sqs-fault.ts";

const aboutQueue = { QueueUrl: z.string() };

/**
 * Throws as SQS does for values out of range, and for a dead-letter queue that is missing or unwilling; and for a
 * policy and a key, because only those of the stack are asked who may do what.
 */
export const checkSettings = (
  name: string,
  attributes: QueueAttributes,
  { account, queues }: SqsParts,
): void => {
  checkQueueAttributes(attributes);
  if ((attributes["Policy"] ?? "") !== "") throw notSimulated("a queue policy that is set by a call");
  if (Object.keys(attributes).some((attribute) => attribute.startsWith("Kms")))
    throw notSimulated("a queue's key that is set by a call");
  const policy = attributes["RedrivePolicy"];
  if (policy === undefined || policy === "") return;
  const attributesOf = (arn: string) => queues.findByArn(arn)?.attributes;
  checkRedrive({ sourceArn: toArn(account, "sqs", name), policy, attributesOf });
};

const readable = new Set([
  "CreatedTimestamp",
  "DelaySeconds",
  "KmsDataKeyReusePeriodSeconds",
  "KmsMasterKeyId",
  "LastModifiedTimestamp",
  "MaximumMessageSize",
  "MessageRetentionPeriod",
  "Policy",
  "QueueArn",
  "ReceiveMessageWaitTimeSeconds",
  "RedriveAllowPolicy",
  "RedrivePolicy",
  "SqsManagedSseEnabled",
  "VisibilityTimeout",
  "ApproximateNumberOfMessages",
  "ApproximateNumberOfMessagesDelayed",
  "ApproximateNumberOfMessagesNotVisible",
]);

export const getQueueAttributes = operation(
  z.strictObject({ ...aboutQueue, AttributeNames: z.array(z.string()).default([]) }),
  (input, parts) => {
    const queue = queueOf(input, parts);
    const wanted = input.AttributeNames;
    const unknown = wanted.find((name) => name !== "All" && !readable.has(name));
    if (unknown !== undefined) throw new SqsFault("InvalidAttributeName", `Unknown Attribute ${unknown}.`);
    const counts = toCounts(queue, parts.now());
    const attributes = Object.entries({
      ...queue.attributes,
      ApproximateNumberOfMessages: String(counts.visible),
      ApproximateNumberOfMessagesDelayed: String(counts.delayed),
      ApproximateNumberOfMessagesNotVisible: String(counts.in_flight),
    }).filter(([name]) => readable.has(name) && (wanted.includes("All") || wanted.includes(name)));
    return attributes.length === 0 ? {} : { Attributes: Object.fromEntries(attributes) };
  },
);

export const setQueueAttributes = operation(
  z.strictObject({ ...aboutQueue, Attributes: z.record(z.string(), z.string()) }),
  async (input, parts) => {
    const { name } = queueOf(input, parts);
    checkSettings(name, input.Attributes, parts);
    await parts.queues.update(name, input.Attributes);
    return {};
  },
);
