// The queues of the stack: what is configured, not what lies in them.
import { type Account, toArn } from "../../core/account.ts";
import { toQueueUrl } from "../../resources/sqs.ts";
import { decodeRedrivePolicy, type RedrivePolicy } from "./redrive-policy.ts";
import { queueDoesNotExist, SqsError } from "./sqs-error.ts";

/** Under SQS's names. */
export type QueueAttributes = Readonly<Record<string, string>>;

export type Queue = {
  readonly name: string;
  readonly url: string;
  readonly arn: string;
  /** As GetQueueAttributes shows them. */
  readonly attributes: QueueAttributes;
  readonly redrivePolicy: RedrivePolicy | undefined;
  // Milliseconds of AWS time.
  readonly delay: number;
  readonly retention: number;
  readonly visibilityTimeout: number;
};

export type Queues = ReturnType<typeof makeQueues>;

/** Throws InvalidParameterValue for a redrive policy that cannot be read. */
export const toQueue = (account: Account, name: string, attributes: QueueAttributes): Queue => {
  const { RedrivePolicy: policy } = attributes;
  const milliseconds = (attribute: string): number => Number(attributes[attribute]) * 1000;
  return {
    name,
    url: toQueueUrl(account, name),
    arn: toArn(account, "sqs", name),
    attributes,
    redrivePolicy: policy === undefined ? undefined : decodeRedrivePolicy(policy),
    delay: milliseconds("DelaySeconds"),
    retention: milliseconds("MessageRetentionPeriod"),
    visibilityTimeout: milliseconds("VisibilityTimeout"),
  };
};

export const makeQueues = (configured: readonly Queue[]) => {
  const queues = new Map(configured.map((queue) => [queue.name, queue]));
  const all = (): readonly Queue[] => [...queues.values()].toSorted((a, b) => (a.name < b.name ? -1 : 1));
  return {
    /** Throws QueueDoesNotExist. */
    get: (name: string): Queue => {
      const queue = queues.get(name);
      if (queue === undefined) throw queueDoesNotExist();
      return queue;
    },
    findByArn: (arn: string): Queue | undefined => all().find((queue) => queue.arn === arn),
    /** By name. */
    all,
    /** The queues whose dead letters go to this one. */
    sourcesOf: (deadLetterQueueArn: string): readonly Queue[] =>
      all().filter(({ redrivePolicy }) => redrivePolicy?.deadLetterTargetArn === deadLetterQueueArn),
    replace: (queue: Queue): void => {
      queues.set(queue.name, queue);
    },
    delete: (name: string): void => {
      queues.delete(name);
    },
  };
};

/**
 * The name of the queue behind a URL, whose host does not matter: a stack, a container and a test may each reach
 * the endpoint under another. Throws QueueDoesNotExist for another account's, InvalidAddress for no URL.
 */
export const decodeQueueUrl = (account: Account, url: string): string => {
  const path = URL.canParse(url) ? new URL(url).pathname : url;
  const [, accountId, name] = /^\/(\d{12})\/([^/]+)$/.exec(path) ?? [];
  if (accountId === undefined || name === undefined)
    throw new SqsError("InvalidAddress", `The address ${url} is not valid for this endpoint.`, 404);
  if (accountId !== account.id) throw queueDoesNotExist();
  return name;
};
