// The operations on queues themselves. Queues come from the stack: none is created by a call, nor changed for good.
import { z } from "zod";
import { PageToken, toPage } from "../../../endpoint/paging.ts";
import { toQueue } from "../queues.ts";
import { queueDoesNotExist, SqsError } from "../sqs-error.ts";
import { operation, queueOf, wholeNumber } from "./operation.ts";

/** Until the next start, which finds it in the stack again. */
export const deleteQueue = operation(z.strictObject({ QueueUrl: z.string() }), (input, deps) => {
  const queue = queueOf(input, deps);
  deps.store.purge(queue);
  deps.queues.delete(queue.name);
  deps.wakeUps.changed(queue.name);
  return {};
});

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

const GetQueueAttributes = z.strictObject({
  QueueUrl: z.string(),
  AttributeNames: z.array(z.string()).default([]),
});

export const getQueueAttributes = operation(GetQueueAttributes, (input, deps) => {
  const queue = queueOf(input, deps);
  const wanted = input.AttributeNames;
  const unknown = wanted.find((name) => name !== "All" && !readable.has(name));
  if (unknown !== undefined) throw new SqsError("InvalidAttributeName", `Unknown Attribute ${unknown}.`);
  const startedAt = String(Math.floor(deps.startedAt.getTime() / 1000));
  const { visible, delayed, in_flight: inFlight } = deps.store.counts(queue);
  const attributes = Object.entries({
    ...queue.attributes,
    QueueArn: queue.arn,
    CreatedTimestamp: startedAt,
    LastModifiedTimestamp: startedAt,
    ApproximateNumberOfMessages: String(visible),
    ApproximateNumberOfMessagesDelayed: String(delayed),
    ApproximateNumberOfMessagesNotVisible: String(inFlight),
  }).filter(([name]) => wanted.includes("All") || wanted.includes(name));
  return attributes.length === 0 ? {} : { Attributes: Object.fromEntries(attributes) };
});

const isRetention = (text: string): boolean =>
  /^\d+$/.test(text) && Number(text) >= 60 && Number(text) <= 1_209_600;

const SetQueueAttributes = z.strictObject({
  QueueUrl: z.string(),
  Attributes: z.strictObject({ MessageRetentionPeriod: z.string() }),
});

/** The retention alone, at once (AWS takes up to 15 minutes) and until the next start: all else is the stack's to say. */
export const setQueueAttributes = operation(SetQueueAttributes, (input, deps) => {
  const { account, queues, wakeUps } = deps;
  const { name, attributes } = queueOf(input, deps);
  if (!isRetention(input.Attributes.MessageRetentionPeriod))
    throw new SqsError("InvalidAttributeValue", "Invalid value for the parameter MessageRetentionPeriod.");
  queues.replace(toQueue(account, name, { ...attributes, ...input.Attributes }));
  wakeUps.changed(name);
  return {};
});

const GetQueueUrl = z.strictObject({ QueueName: z.string(), QueueOwnerAWSAccountId: z.string().optional() });

export const getQueueUrl = operation(GetQueueUrl, ({ QueueName, QueueOwnerAWSAccountId: owner }, deps) => {
  if (owner !== undefined && owner !== deps.account.id) throw queueDoesNotExist();
  return { QueueUrl: deps.queues.get(QueueName).url };
});

const ListQueues = z.strictObject({
  QueueNamePrefix: z.string().default(""),
  MaxResults: wholeNumber(1, 1000).default(1000),
  NextToken: PageToken.optional(),
});

/** AWS gives no token without MaxResults. */
export const listQueues = operation(ListQueues, (input, { queues }) => {
  const found = queues.all().filter(({ name }) => name.startsWith(input.QueueNamePrefix));
  const { page, next } = toPage(found, input.MaxResults, input.NextToken);
  return { ...(page.length === 0 ? {} : { QueueUrls: page.map(({ url }) => url) }), NextToken: next };
});
