// The queues that exist, with their attributes as SQS would show them.
import type { FauxqsServer } from "fauxqs";
import { type Account, toArn } from "../../core/account.ts";
import { type Engine, engineMaximumMessageSize } from "./engine.ts";
import type { QueueAttributes } from "./queue-attributes.ts";
import { queueDoesNotExist } from "./sqs-fault.ts";
import { toQueueUrl } from "../../core/queue-url.ts";

type Inspected = NonNullable<ReturnType<FauxqsServer["inspectQueue"]>>["messages"];

export type Queue = {
  readonly name: string;
  readonly url: string;
  readonly arn: string;
  readonly attributes: QueueAttributes;
  /** Bytes of body and attributes together. */
  readonly maximumMessageSize: number;
  readonly messages: Inspected;
};

export type Queues = {
  readonly find: (name: string) => Queue | undefined;
  /** Throws QueueDoesNotExist. */
  readonly get: (name: string) => Queue;
  readonly findByArn: (arn: string) => Queue | undefined;
  /** By name. */
  readonly all: () => readonly Queue[];
  /** The queues whose dead letters go to this one. */
  readonly sourcesOf: (deadLetterArn: string) => readonly Queue[];
  readonly create: (name: string, attributes: QueueAttributes) => void;
  readonly update: (name: string, attributes: QueueAttributes) => Promise<void>;
  readonly remove: (name: string) => void;
};

export type QueuesDeps = {
  readonly account: Account;
  readonly fauxqs: FauxqsServer;
  readonly engine: Engine;
  /** Queues that a data directory brought along. */
  readonly names: readonly string[];
};

export const toDeadLetterArn = (attributes: QueueAttributes): string | undefined => {
  const policy = attributes["RedrivePolicy"];
  return policy === undefined
    ? undefined
    : (JSON.parse(policy) as { readonly deadLetterTargetArn: string }).deadLetterTargetArn;
};

/** The engine holds every queue at its own ceiling (see engine.ts); the real limit is kept here. */
const toEngineAttributes = (attributes: QueueAttributes): Record<string, string> =>
  Object.hasOwn(attributes, "MaximumMessageSize")
    ? { ...attributes, MaximumMessageSize: String(engineMaximumMessageSize) }
    : { ...attributes };

export const makeQueues = ({ account, fauxqs, engine, names: found }: QueuesDeps): Queues => {
  const names = new Set(found);
  const limits = new Map<string, string>();

  const note = (name: string, attributes: QueueAttributes): void => {
    const limit = attributes["MaximumMessageSize"];
    if (limit !== undefined) limits.set(name, limit);
  };
  const find: Queues["find"] = (name) => {
    const inspected = names.has(name) ? fauxqs.inspectQueue(name) : undefined;
    if (inspected === undefined) return undefined;
    const limit = limits.get(name) ?? String(engineMaximumMessageSize);
    const set = Object.entries(inspected.attributes).filter(([, value]) => value !== "");
    return {
      name,
      url: toQueueUrl(account, name),
      arn: toArn(account, "sqs", name),
      attributes: { ...Object.fromEntries(set), MaximumMessageSize: limit },
      maximumMessageSize: Number(limit),
      messages: inspected.messages,
    };
  };
  const all: Queues["all"] = () => [...names].toSorted().flatMap((name) => find(name) ?? []);
  return {
    find,
    all,
    get: (name) => {
      const queue = find(name);
      if (queue === undefined) throw queueDoesNotExist();
      return queue;
    },
    findByArn: (arn) => {
      const name = arn.slice(arn.lastIndexOf(":") + 1);
      return arn === toArn(account, "sqs", name) ? find(name) : undefined;
    },
    sourcesOf: (arn) => all().filter(({ attributes }) => toDeadLetterArn(attributes) === arn),
    create: (name, attributes) => {
      fauxqs.createQueue(name, {
        region: account.region,
        attributes: toEngineAttributes({ MaximumMessageSize: "", ...attributes }),
      });
      names.add(name);
      note(name, attributes);
    },
    update: async (name, attributes) => {
      await engine.call("SetQueueAttributes", {
        QueueUrl: toQueueUrl(account, name),
        Attributes: toEngineAttributes(attributes),
      });
      note(name, attributes);
    },
    remove: (name) => {
      fauxqs.deleteQueue(name, { region: account.region });
      names.delete(name);
      limits.delete(name);
    },
  };
};
