// The stack's topics, each with its subscriptions. None is made or ended by a call.
import { randomUUID } from "node:crypto";
import { SnsTopic, SnsTopicSubscription } from "../../resources/sns.ts";
import type { Stack } from "../../stack/resource-type.ts";
import { StackError } from "../../stack/stack-error.ts";

export type Subscription = {
  readonly arn: string;
  readonly protocol: "email" | "http" | "https";
  readonly endpoint: string;
  /** The bare message instead of the envelope. */
  readonly isRaw: boolean;
};

/** By the topic's ARN. */
export type Topics = ReadonlyMap<string, readonly Subscription[]>;

/** Throws, naming the resource, when a subscription is on a topic that is none of the stack's. */
export const topicsOf = (stack: Stack): Topics => {
  const topics = new Map<string, Subscription[]>(
    stack.of(SnsTopic).map(({ attributes }) => [String(attributes["arn"]), []]),
  );
  for (const { address, config } of stack.of(SnsTopicSubscription)) {
    const subscriptions = topics.get(config.topic_arn);
    if (subscriptions === undefined)
      throw new StackError([`${address}: the stack has no topic ${config.topic_arn}`]);
    subscriptions.push({
      arn: `${config.topic_arn}:${randomUUID()}`,
      protocol: config.protocol,
      endpoint: config.endpoint,
      isRaw: config.raw_message_delivery ?? false,
    });
  }
  return topics;
};
