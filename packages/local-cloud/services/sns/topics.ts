// Creates the stack's topics and subscriptions.
import type { Account } from "../../core/account.ts";
import type { Authorize } from "../../policy/authorize.ts";
import type { Resource, Stack } from "../../stack/resource-type.ts";
import { StackError } from "../../stack/stack-error.ts";
import type { Engine } from "./engine.ts";
import { SnsTopic, SnsTopicSubscription, type TopicSubscriptionConfig } from "../../resources/sns.ts";

export type TopicsDeps = {
  readonly stack: Stack;
  readonly account: Account;
  readonly authorize: Authorize;
  readonly engine: Engine;
};

const toAttributes = (config: TopicSubscriptionConfig): Readonly<Record<string, string>> => ({
  ...(config.raw_message_delivery === true ? { RawMessageDelivery: "true" } : {}),
  ...(config.filter_policy === undefined ? {} : { FilterPolicy: config.filter_policy }),
  ...(config.filter_policy_scope === undefined ? {} : { FilterPolicyScope: config.filter_policy_scope }),
});

/**
 * Throws when the queue's policy, or that of its key, does not let SNS send: AWS would take the subscription and deliver nothing.
 * fauxqs asks for no permission when it fans out, so that it is asked for here.
 */
const checkQueuePolicy = (
  { address, config }: Resource<TopicSubscriptionConfig>,
  authorize: Authorize,
): void => {
  if (config.protocol !== "sqs") return;
  const verdict = authorize(
    { kind: "service", name: "sns.amazonaws.com" },
    "sqs:SendMessage",
    config.endpoint,
    {
      "aws:SourceArn": config.topic_arn,
    },
  );
  if (!verdict.allowed)
    throw new StackError([`${address}: SNS may not deliver to the queue: ${verdict.message}`]);
};

/**
 * A topic of the stack has the subscriptions of the stack, also when a data directory remembers others.
 * Throws, naming the resource, when a subscription is on a topic that is none of the stack's.
 */
export const createTopics = async ({ stack, account, authorize, engine }: TopicsDeps): Promise<void> => {
  const arns = stack.of(SnsTopic).map(({ attributes }) => String(attributes["arn"]));
  for (const { config } of stack.of(SnsTopic)) engine.createTopic(config.name, account.region);
  for (const arn of arns) {
    for (const subscription of await engine.subscriptionsOf(arn)) await engine.unsubscribe(subscription.arn);
  }
  for (const subscription of stack.of(SnsTopicSubscription)) {
    const { address, config } = subscription;
    if (!arns.includes(config.topic_arn))
      throw new StackError([`${address}: the stack has no topic ${config.topic_arn}`]);
    checkQueuePolicy(subscription, authorize);
    await engine.subscribe(config.topic_arn, config, toAttributes(config));
  }
};
