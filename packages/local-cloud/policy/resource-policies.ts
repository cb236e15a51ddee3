// What the stack's queues, buckets, topics and functions say themselves about who may use them.
import type { Account } from "../core/account.ts";
import { S3Bucket, S3BucketPolicy } from "../resources/s3.ts";
import { SnsTopic, SnsTopicPolicy } from "../resources/sns.ts";
import { SqsQueue, SqsQueuePolicy } from "../resources/sqs.ts";
import type { Resource, Stack } from "../stack/resource-type.ts";
import { allOrProblems, StackError } from "../stack/stack-error.ts";
import { arnOfOwner } from "./arn-of-owner.ts";
import { decodePolicy } from "./decode-policy.ts";
import { defaultTopicPolicies } from "./default-topic-policies.ts";
import { functionPolicies } from "./function-policies.ts";
import type { ResourcePolicy } from "./policy.ts";

/** Objects of a bucket, versions of a function, subscriptions of a topic belong to the policy of the whole. */
export const covers = ({ arn }: ResourcePolicy, resource: string): boolean =>
  resource === arn || resource.startsWith(`${arn}/`) || resource.startsWith(`${arn}:`);

const toPolicy = (arn: string, text: string, address: string): ResourcePolicy => ({
  arn,
  statements: decodePolicy(text, "resource", `${address}: attribute policy`),
});

type Step = () => readonly ResourcePolicy[];

/** Policies written at the resource itself instead of in a resource of their own. */
const ownPolicies = (resources: readonly Resource<unknown>[]): readonly Step[] =>
  resources.map(({ address, attributes }) => () => {
    const { policy, arn } = attributes;
    return typeof policy === "string" ? [toPolicy(String(arn), policy, address)] : [];
  });

const queuePolicies = (stack: Stack): readonly Step[] =>
  stack.of(SqsQueuePolicy).map(({ address, config }) => () => {
    const owner = { address, attribute: "queue_url", value: config.queue_url };
    return [toPolicy(arnOfOwner(stack.of(SqsQueue), ["url", "id"], owner), config.policy, address)];
  });

const bucketPolicies = (stack: Stack): readonly Step[] =>
  stack.of(S3BucketPolicy).map(({ address, config }) => () => {
    const owner = { address, attribute: "bucket", value: config.bucket };
    return [toPolicy(arnOfOwner(stack.of(S3Bucket), ["bucket", "id", "arn"], owner), config.policy, address)];
  });

const topicPolicies = (stack: Stack): readonly Step[] =>
  stack.of(SnsTopicPolicy).map(({ address, config }) => () => {
    const owner = { address, attribute: "arn", value: config.arn };
    return [toPolicy(arnOfOwner(stack.of(SnsTopic), ["arn"], owner), config.policy, address)];
  });

/** A second policy would replace the first on AWS, in an order that nothing fixes. */
const onePerResource = (policies: readonly ResourcePolicy[]): readonly ResourcePolicy[] => {
  const arns = policies.map(({ arn }) => arn);
  const twice = arns.filter((arn, index) => arns.indexOf(arn) !== index);
  if (twice.length > 0) throw new StackError(twice.map((arn) => `${arn} has more than one policy`));
  return policies;
};

/** @throws StackError for a policy that is not understood or belongs to nothing in the stack */
export const gatherResourcePolicies = (stack: Stack, account: Account): readonly ResourcePolicy[] => {
  const stated = onePerResource(
    allOrProblems([
      ...ownPolicies([...stack.of(SqsQueue), ...stack.of(S3Bucket), ...stack.of(SnsTopic)]),
      ...queuePolicies(stack),
      ...bucketPolicies(stack),
      ...topicPolicies(stack),
    ]).flat(),
  );
  return [...stated, ...defaultTopicPolicies(stack, account, stated), ...functionPolicies(stack)];
};
