// The stack's topics, each with the addresses of its subscribers. None is made or ended by a call.
import { SnsTopic, SnsTopicSubscription } from "../../resources/sns.ts";
import type { Stack } from "../../stack/resource-type.ts";
import { StackError } from "../../stack/stack-error.ts";

/** By the topic's ARN: `email:ops@example.com`, `https:https://example.com/hook`. */
export type Topics = ReadonlyMap<string, readonly string[]>;

/** Throws, naming the resource, when a subscription is on a topic that is none of the stack's. */
export const topicsOf = (stack: Stack): Topics => {
  const topics = new Map<string, string[]>(
    stack.of(SnsTopic).map(({ attributes }) => [String(attributes["arn"]), []]),
  );
  for (const { address, config } of stack.of(SnsTopicSubscription)) {
    const addresses = topics.get(config.topic_arn);
    if (addresses === undefined)
      throw new StackError([`${address}: the stack has no topic ${config.topic_arn}`]);
    addresses.push(`${config.protocol}:${config.endpoint}`);
  }
  return topics;
};
