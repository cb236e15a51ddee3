// The operations on queues themselves.
import { z } from "zod";
import { toCounts } from "./depths.ts";
import { type Answer, operation, queueOf, type SqsParts, wholeNumber } from "./operation.ts";
import { checkQueueAttributes, type QueueAttributes } from "./queue-attributes.ts";
import type { Queue } from "./queues.ts";
import { checkRedrive } from "./redrive-policy.ts";
import { toArn } from "../account.ts";
import { invalidParameter, queueDoesNotExist, SqsFault } from "./sqs-fault.ts";

const texts = z.record(z.string(), z.string());
const aboutQueue = { QueueUrl: z.string() };
const page = { MaxResults: wholeNumber(1, 1000).optional(), NextToken: z.string().optional() };

const checkSettings = (name: string, attributes: QueueAttributes, { account, queues }: SqsParts): void => {
  checkQueueAttributes(attributes);
  const policy = attributes["RedrivePolicy"];
  if (policy === undefined || policy === "") return;
  const attributesOf = (arn: string) => queues.findByArn(arn)?.attributes;
  checkRedrive({ sourceArn: toArn(account, "sqs", name), policy, attributesOf });
};

const checkName = (name: string): void => {
  if (!/^[\w-]{1,80}$/.test(name)) {
    throw invalidParameter(
      "Can only include alphanumeric characters, hyphens, or underscores. 1 to 80 in length; FIFO queues are not simulated by the local cloud.",
    );
  }
};

const CreateQueue = z.strictObject({
  QueueName: z.string(),
  Attributes: texts.default({}),
  /** `tags` in the JSON protocol, `Tag` in the query protocol. */
  tags: texts.default({}),
  Tags: texts.default({}),
});

/** Naming an existing queue again is fine, unless that would change it. */
export const createQueue = operation(CreateQueue, (input, parts) => {
  const { QueueName: name, Attributes: attributes } = input;
  checkName(name);
  checkSettings(name, attributes, parts);
  const existing = parts.queues.find(name);
  const different = Object.entries(attributes).find(
    ([key, value]) => value !== "" && existing !== undefined && existing.attributes[key] !== value,
  );
  if (different !== undefined) {
    throw new SqsFault(
      "QueueNameExists",
      `A queue already exists with the same name and a different value for attribute ${different[0]}`,
    );
  }
  if (existing === undefined) parts.queues.create(name, attributes, { ...input.Tags, ...input.tags });
  return { QueueUrl: parts.queues.get(name).url };
});

export const deleteQueue = operation(z.strictObject(aboutQueue), (input, parts) => {
  parts.queues.remove(queueOf(input, parts).name);
  return {};
});

const GetQueueUrl = z.strictObject({ QueueName: z.string(), QueueOwnerAWSAccountId: z.string().optional() });

export const getQueueUrl = operation(GetQueueUrl, (input, { account, queues }) => {
  if ((input.QueueOwnerAWSAccountId ?? account.id) !== account.id) throw queueDoesNotExist();
  return { QueueUrl: queues.get(input.QueueName).url };
});

/** The token is the name of the last queue on the page before. */
const toPage = (
  queues: readonly Queue[],
  { MaxResults: max, NextToken: after }: z.infer<z.ZodObject<typeof page>>,
) => {
  const rest = queues.filter(({ name }) => after === undefined || name > after);
  const shown = max === undefined ? rest : rest.slice(0, max);
  const more = shown.length < rest.length ? { NextToken: shown.at(-1)?.name } : {};
  return { urls: shown.map(({ url }) => url), more };
};

export const listQueues = operation(
  z.strictObject({ QueueNamePrefix: z.string().default(""), ...page }),
  (input, { queues }): Answer => {
    const { urls, more } = toPage(
      queues.all().filter(({ name }) => name.startsWith(input.QueueNamePrefix)),
      input,
    );
    return { ...(urls.length === 0 ? {} : { QueueUrls: urls }), ...more };
  },
);

export const listDeadLetterSourceQueues = operation(
  z.strictObject({ ...aboutQueue, ...page }),
  (input, parts) => {
    const { urls, more } = toPage(parts.queues.sourcesOf(queueOf(input, parts).arn), input);
    // The one member of this API that starts in lower case.
    return { queueUrls: urls, ...more };
  },
);

const readable = new Set([
  "CreatedTimestamp",
  "DelaySeconds",
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
  z.strictObject({ ...aboutQueue, Attributes: texts }),
  async (input, parts) => {
    const { name } = queueOf(input, parts);
    checkSettings(name, input.Attributes, parts);
    await parts.queues.update(name, input.Attributes);
    return {};
  },
);

/** AWS allows it once a minute; here it may be repeated at once. */
export const purgeQueue = operation(z.strictObject(aboutQueue), async (input, parts) => {
  await parts.engine.call("PurgeQueue", { QueueUrl: queueOf(input, parts).url });
  return {};
});

const tagging = <Input extends { readonly QueueUrl: string }>(name: string, schema: z.ZodType<Input>) =>
  operation(schema, async (input, parts): Promise<Answer> => {
    const answer = await parts.engine.call(name, { ...input, QueueUrl: queueOf(input, parts).url });
    return z.record(z.string(), z.unknown()).parse(answer);
  });

export const tagQueue = tagging("TagQueue", z.strictObject({ ...aboutQueue, Tags: texts }));
export const untagQueue = tagging(
  "UntagQueue",
  z.strictObject({ ...aboutQueue, TagKeys: z.array(z.string()) }),
);
export const listQueueTags = tagging("ListQueueTags", z.strictObject(aboutQueue));
