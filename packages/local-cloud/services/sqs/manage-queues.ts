// The operations on queues themselves.
import { z } from "zod";
import { type Answer, operation, queueOf, wholeNumber } from "./operation.ts";
import { checkSettings } from "./manage-queue-attributes.ts";
import type { Queue } from "./queues.ts";
import { invalidParameter, queueDoesNotExist, SqsFault } from "./sqs-fault.ts";

const texts = z.record(z.string(), z.string());
const aboutQueue = { QueueUrl: z.string() };
const page = { MaxResults: wholeNumber(1, 1000).optional(), NextToken: z.string().optional() };

const checkName = (name: string): void => {
  if (!/^[\w-]{1,80}$/.test(name)) {
    throw invalidParameter(
      "Can only include alphanumeric characters, hyphens, or underscores. 1 to 80 in length; FIFO queues are not simulated by the local cloud.",
    );
  }
};

const CreateQueue = z.strictObject({ QueueName: z.string(), Attributes: texts.default({}) });

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
  if (existing === undefined) parts.queues.create(name, attributes);
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

/** AWS allows it once a minute; here it may be repeated at once. */
export const purgeQueue = operation(z.strictObject(aboutQueue), async (input, parts) => {
  await parts.engine.call("PurgeQueue", { QueueUrl: queueOf(input, parts).url });
  return {};
});
