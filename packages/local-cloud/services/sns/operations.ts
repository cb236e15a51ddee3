// The operations of SNS that are played here, and the permission each needs.
//
// Attributes of topics and subscriptions cannot be changed by call: fauxqs would store them and heed none.
import { type Account, toArn } from "../../core/account.ts";
import type { Form } from "./form.ts";

export type Operation = {
  readonly action: string;
  /** `*` where the operation has no resource. */
  readonly resource: (form: Form, account: Account) => string;
};

const noResource = (): string => "*";
const given =
  (...names: readonly string[]) =>
  (form: Form): string =>
    names.map((name) => form.get(name)).find((arn) => arn !== undefined) ?? "*";

/** A subscription's ARN is its topic's and an id; permissions are about the topic. */
const topicOfSubscription = (form: Form): string =>
  (form.get("SubscriptionArn") ?? "*").replace(/:[^:]*$/, "");

const named = (form: Form, account: Account): string => toArn(account, "sns", form.get("Name") ?? "");

const table: Readonly<Record<string, Operation>> = {
  CreateTopic: { action: "sns:CreateTopic", resource: named },
  DeleteTopic: { action: "sns:DeleteTopic", resource: given("TopicArn") },
  GetSubscriptionAttributes: { action: "sns:GetSubscriptionAttributes", resource: topicOfSubscription },
  GetTopicAttributes: { action: "sns:GetTopicAttributes", resource: given("TopicArn") },
  ListSubscriptions: { action: "sns:ListSubscriptions", resource: noResource },
  ListSubscriptionsByTopic: { action: "sns:ListSubscriptionsByTopic", resource: given("TopicArn") },
  ListTagsForResource: { action: "sns:ListTagsForResource", resource: given("ResourceArn") },
  ListTopics: { action: "sns:ListTopics", resource: noResource },
  Publish: { action: "sns:Publish", resource: given("TopicArn", "TargetArn") },
  // A batch has no permission of its own.
  PublishBatch: { action: "sns:Publish", resource: given("TopicArn") },
  Subscribe: { action: "sns:Subscribe", resource: given("TopicArn") },
  TagResource: { action: "sns:TagResource", resource: given("ResourceArn") },
  Unsubscribe: { action: "sns:Unsubscribe", resource: topicOfSubscription },
  UntagResource: { action: "sns:UntagResource", resource: given("ResourceArn") },
};

export const operationNames: readonly string[] = Object.keys(table);

export const findOperation = (name: string | undefined): Operation | undefined =>
  name !== undefined && Object.hasOwn(table, name) ? table[name] : undefined;
