// Brings the engine's queues in line with the stack.
import type { Account } from "../../core/account.ts";
import { toArn } from "../../core/account.ts";
import type { Pace } from "../../core/pace.ts";
import type { Stack } from "../../stack/resource-type.ts";
import { StackError } from "../../stack/stack-error.ts";
import type { Engine } from "./engine.ts";
import { checkQueueAttributes, type QueueAttributes, toQueueAttributes } from "./queue-attributes.ts";
import { decodeQueueUrl } from "../../core/queue-url.ts";
import type { Queues } from "./queues.ts";
import { checkRedrive } from "./redrive-policy.ts";
import {
  SqsQueue,
  SqsQueuePolicy,
  SqsQueueRedriveAllowPolicy,
  SqsQueueRedrivePolicy,
} from "../../resources/sqs.ts";
import { SqsFault } from "./sqs-fault.ts";

type Planned = { readonly address: string; readonly name: string; readonly attributes: QueueAttributes };

/** One attribute of one queue, set by a resource of its own. */
type Setting = {
  readonly address: string;
  readonly queueUrl: string;
  readonly attribute: string;
  readonly value: string;
};

const toSetting = (attribute: string, address: string, queueUrl: string, value: string): Setting => ({
  address,
  queueUrl,
  attribute,
  value,
});

const settingsOf = (stack: Stack): readonly Setting[] => [
  ...stack
    .of(SqsQueuePolicy)
    .map(({ address, config }) => toSetting("Policy", address, config.queue_url, config.policy)),
  ...stack
    .of(SqsQueueRedrivePolicy)
    .map(({ address, config }) =>
      toSetting("RedrivePolicy", address, config.queue_url, config.redrive_policy),
    ),
  ...stack
    .of(SqsQueueRedriveAllowPolicy)
    .map(({ address, config }) =>
      toSetting("RedriveAllowPolicy", address, config.queue_url, config.redrive_allow_policy),
    ),
];

/** Runs a check of SQS's own and lets its refusal name the resource. */
const checked = <T>(address: string, check: () => T): T => {
  try {
    return check();
  } catch (error) {
    if (error instanceof SqsFault) throw new StackError([`${address}: ${error.message}`]);
    throw error;
  }
};

const withSetting = (planned: readonly Planned[], setting: Setting, account: Account): readonly Planned[] => {
  const name = checked(setting.address, () => decodeQueueUrl(account, setting.queueUrl));
  const queue = planned.find((one) => one.name === name);
  if (queue === undefined)
    throw new StackError([`${setting.address}: the stack has no queue ${setting.queueUrl}`]);
  if (queue.attributes[setting.attribute] !== "") {
    throw new StackError([
      `${setting.address}: ${setting.attribute} of ${queue.address} is set a second time`,
    ]);
  }
  const attributes = { ...queue.attributes, [setting.attribute]: setting.value };
  return planned.map((one) => (one === queue ? { ...queue, attributes } : one));
};

/**
 * The queues of a stack with everything that is set on them. Throws StackError as AWS would refuse: a redrive policy
 * whose dead-letter queue is missing or does not allow it among them.
 */
export const planQueues = (stack: Stack, account: Account): readonly Planned[] => {
  const bare = stack.of(SqsQueue).map(({ address, config }) => ({
    address,
    name: config.name,
    attributes: toQueueAttributes(config),
  }));
  const twice = bare.find(({ name }, index) => bare.findIndex((other) => other.name === name) !== index);
  if (twice !== undefined)
    throw new StackError([`${twice.address}: the stack has another queue named ${twice.name}`]);
  const planned = settingsOf(stack).reduce<readonly Planned[]>(
    (all, one) => withSetting(all, one, account),
    bare,
  );
  const attributesOf = (arn: string) =>
    planned.find(({ name }) => toArn(account, "sqs", name) === arn)?.attributes;
  for (const { address, name, attributes } of planned) {
    const policy = attributes["RedrivePolicy"];
    checked(address, () => {
      checkQueueAttributes(attributes);
      if (policy !== undefined && policy !== "") {
        checkRedrive({ sourceArn: toArn(account, "sqs", name), policy, attributesOf });
      }
    });
  }
  return planned;
};

const isSet = ([, value]: readonly [string, string]): boolean => value !== "";

/** A queue that a data directory brought along keeps its messages. */
export const createQueues = async (planned: readonly Planned[], queues: Queues): Promise<void> => {
  for (const { name, attributes } of planned) {
    if (queues.find(name) === undefined)
      queues.create(name, Object.fromEntries(Object.entries(attributes).filter(isSet)));
    else await queues.update(name, attributes);
  }
};

/**
 * Nobody works on anything at the start: what was in flight when the last run ended waits for what is left of its
 * visibility time-out, divided by the speed.
 */
export const hastenInFlight = async (
  queues: Queues,
  engine: Engine,
  pace: Pace,
  now: Date,
): Promise<void> => {
  for (const { name, messages } of queues.all()) {
    for (const { receiptHandle, visibilityDeadline } of messages.inflight) {
      await engine.hide(name, receiptHandle, pace.scaled(Math.max(visibilityDeadline - now.getTime(), 0)));
    }
  }
};
