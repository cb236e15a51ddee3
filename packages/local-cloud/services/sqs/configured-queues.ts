// The queues that a stack configures, checked as AWS would check them.
import type { Account } from "../../core/account.ts";
import {
  type QueueConfig,
  SqsQueue,
  SqsQueuePolicy,
  SqsQueueRedriveAllowPolicy,
} from "../../resources/sqs.ts";
import type { Stack } from "../../stack/resource-type.ts";
import { StackError } from "../../stack/stack-error.ts";
import { decodeQueueUrl, type Queue, type QueueAttributes, toQueue } from "./queues.ts";
import { allowsSource, decodeRedriveAllowPolicy, invalidPolicy } from "./redrive-policy.ts";
import { SqsError } from "./sqs-error.ts";

const set = (name: string, value: string | undefined): QueueAttributes =>
  value === undefined || value === "" ? {} : { [name]: value };

/** What is not set is left out. */
const toAttributes = (config: QueueConfig): QueueAttributes => {
  const { kms_master_key_id: key } = config;
  return {
    DelaySeconds: String(config.delay_seconds),
    MaximumMessageSize: String(config.max_message_size),
    MessageRetentionPeriod: String(config.message_retention_seconds),
    ReceiveMessageWaitTimeSeconds: String(config.receive_wait_time_seconds),
    VisibilityTimeout: String(config.visibility_timeout_seconds),
    // The one or the other. Source: SQS API reference, SetQueueAttributes
    SqsManagedSseEnabled: String(config.sqs_managed_sse_enabled ?? key === undefined),
    ...set("KmsMasterKeyId", key),
    ...set("KmsDataKeyReusePeriodSeconds", key && String(config.kms_data_key_reuse_period_seconds ?? 300)),
    ...set("Policy", config.policy),
    ...set("RedrivePolicy", config.redrive_policy),
    ...set("RedriveAllowPolicy", config.redrive_allow_policy),
  };
};

type Planned = { readonly address: string; readonly name: string; readonly attributes: QueueAttributes };

/** One attribute of one queue, set by a resource of its own. */
type Setting = {
  readonly address: string;
  readonly queueUrl: string;
  readonly attribute: string;
  readonly value: string;
};

const settingsOf = (stack: Stack): readonly Setting[] => [
  ...stack.of(SqsQueuePolicy).map(({ address, config }) => ({
    address,
    queueUrl: config.queue_url,
    attribute: "Policy",
    value: config.policy,
  })),
  ...stack.of(SqsQueueRedriveAllowPolicy).map(({ address, config }) => ({
    address,
    queueUrl: config.queue_url,
    attribute: "RedriveAllowPolicy",
    value: config.redrive_allow_policy,
  })),
];

/** Runs a check of SQS's own and lets its error name the resource. */
const checked = <T>(address: string, check: () => T): T => {
  try {
    return check();
  } catch (error) {
    if (error instanceof SqsError) throw new StackError([`${address}: ${error.message}`]);
    throw error;
  }
};

const withSetting = (planned: readonly Planned[], setting: Setting, account: Account): readonly Planned[] => {
  const { address, queueUrl, attribute, value } = setting;
  const name = checked(address, () => decodeQueueUrl(account, queueUrl));
  const queue = planned.find((one) => one.name === name);
  if (queue === undefined) throw new StackError([`${address}: the stack has no queue ${queueUrl}`]);
  if (queue.attributes[attribute] !== undefined)
    throw new StackError([`${address}: ${attribute} of ${queue.address} is set a second time`]);
  const attributes = { ...queue.attributes, [attribute]: value };
  return planned.map((one) => (one === queue ? { ...queue, attributes } : one));
};

/** Throws InvalidParameterValue when the dead-letter queue is missing, or does not allow the queue as a source. */
const checkRedrive = ({ arn, redrivePolicy, attributes }: Queue, queues: readonly Queue[]): void => {
  if (redrivePolicy === undefined) return;
  const { deadLetterTargetArn: target } = redrivePolicy;
  const refuse = (reason: string): SqsError =>
    invalidPolicy("RedrivePolicy", attributes["RedrivePolicy"] ?? "", reason);
  if (target === arn) throw refuse("A queue cannot be its own dead-letter queue.");
  const deadLetterQueue = queues.find((queue) => queue.arn === target);
  if (deadLetterQueue === undefined) throw refuse("Dead letter target does not exist.");
  const allowPolicy = deadLetterQueue.attributes["RedriveAllowPolicy"];
  if (allowPolicy !== undefined && !allowsSource(decodeRedriveAllowPolicy(allowPolicy), arn))
    throw refuse(`The redrive allow policy of ${target} does not permit ${arn} as a source.`);
};

/**
 * The queues with everything that any resource sets on them. Throws StackError where AWS would refuse: a redrive
 * policy whose dead-letter queue is missing or does not allow it among them.
 */
export const configuredQueues = (stack: Stack, account: Account): readonly Queue[] => {
  const bare = stack
    .of(SqsQueue)
    .map(({ address, config }) => ({ address, name: config.name, attributes: toAttributes(config) }));
  const twice = bare.find(({ name }, index) => bare.findIndex((other) => other.name === name) !== index);
  if (twice !== undefined)
    throw new StackError([`${twice.address}: the stack has another queue named ${twice.name}`]);
  const planned = settingsOf(stack).reduce<readonly Planned[]>(
    (all, one) => withSetting(all, one, account),
    bare,
  );
  const queues = planned.map(({ address, name, attributes }) => ({
    address,
    queue: checked(address, () => toQueue(account, name, attributes)),
  }));
  for (const { address, queue } of queues) {
    const allowPolicy = queue.attributes["RedriveAllowPolicy"];
    checked(address, () => {
      if (allowPolicy !== undefined) decodeRedriveAllowPolicy(allowPolicy);
      checkRedrive(
        queue,
        queues.map((one) => one.queue),
      );
    });
  }
  return queues.map(({ queue }) => queue);
};
