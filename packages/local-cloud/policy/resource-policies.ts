// What the policies of the stack's queues, buckets, topics, functions, keys and APIs say about who may use them.
import type { Account } from "../core/account.ts";
import { ApiGatewayRestApi, ApiGatewayRestApiPolicy } from "../resources/api-gateway.ts";
import { KmsKey, KmsKeyPolicy } from "../resources/kms.ts";
import { LambdaFunction, LambdaPermission, type PermissionConfig } from "../resources/lambda.ts";
import { S3Bucket, S3BucketPolicy } from "../resources/s3.ts";
import { SnsTopic, SnsTopicPolicy } from "../resources/sns.ts";
import { SqsQueue, SqsQueuePolicy } from "../resources/sqs.ts";
import type { Resource, Stack } from "../stack/resource-type.ts";
import { allOrProblems, StackError } from "../stack/stack-error.ts";
import { decodePolicy } from "./decode-policy.ts";
import { type FindKey, findOwner } from "./find-resource.ts";
import type { Statement } from "./policy.ts";

export type ResourcePolicy = {
  /** The resource of the stack that states it. */
  readonly address: string;
  /** What it protects. A bucket's ARN stands for its objects too. */
  readonly arn: string;
  /** As it is written. */
  readonly text: string;
  readonly statements: readonly Statement[];
};

type Written = { readonly address: string; readonly arn: string; readonly text: string };

/** A key's policy alone says whether the account's own policies count. */
export const isKeyArn = (arn: string): boolean => /^arn:[^:]+:kms:/.test(arn);

const toArnOf = ({ attributes }: Resource<unknown>): string => String(attributes["arn"]);

/** Policies stated by the resource itself, or by a resource of their own that names it. */
const statedPolicies = (stack: Stack, findKey: FindKey): readonly (() => readonly Written[])[] => {
  const [queues, buckets, topics] = [stack.of(SqsQueue), stack.of(S3Bucket), stack.of(SnsTopic)];
  const apis = stack.of(ApiGatewayRestApi);
  const own: readonly Resource<unknown>[] = [...queues, ...buckets, ...topics, ...stack.of(KmsKey)];
  return [
    ...own.map((resource) => () => {
      const { policy: text } = resource.attributes;
      return typeof text === "string" ? [{ address: resource.address, arn: toArnOf(resource), text }] : [];
    }),
    ...stack.of(SqsQueuePolicy).map(({ address, config }) => () => {
      const arn = findOwner(queues, ["url", "id"], config.queue_url, `${address}: attribute queue_url`);
      return [{ address, arn, text: config.policy }];
    }),
    ...stack.of(S3BucketPolicy).map(({ address, config }) => () => {
      const arn = findOwner(buckets, ["bucket", "id", "arn"], config.bucket, `${address}: attribute bucket`);
      return [{ address, arn, text: config.policy }];
    }),
    ...stack.of(SnsTopicPolicy).map(({ address, config }) => () => {
      const arn = findOwner(topics, ["arn"], config.arn, `${address}: attribute arn`);
      return [{ address, arn, text: config.policy }];
    }),
    ...stack.of(ApiGatewayRestApiPolicy).map(({ address, config }) => () => {
      const at = `${address}: attribute rest_api_id`;
      const arn = findOwner(apis, ["id"], config.rest_api_id, at, "execution_arn");
      return [{ address, arn, text: config.policy }];
    }),
    ...stack.of(KmsKeyPolicy).map(({ address, config }) => () => {
      return [{ address, arn: findKey(config.key_id, `${address}: attribute key_id`), text: config.policy }];
    }),
  ];
};

/** A second policy would replace the first on AWS, in an order that nothing fixes. */
const refuseSecond = (policies: readonly Written[]): void => {
  const second = policies.filter(
    ({ arn }, index) => policies.findIndex((each) => each.arn === arn) !== index,
  );
  if (second.length > 0)
    throw new StackError(second.map(({ address, arn }) => `${address}: ${arn} has another policy already`));
};

const toText = (statement: object): string =>
  JSON.stringify({ Statement: { Effect: "Allow", ...statement } });

/**
 * What AWS writes where the stack states nothing. A topic takes what the account's alarms publish (CloudWatch sends
 * `AWS:SourceOwner`), and no other service's messages; a key leaves everything to IAM.
 * Sources: SNS developer guide, "Amazon SNS default topic policy"; KMS developer guide, "Default key policy"
 */
const defaultPolicies = (stack: Stack, account: Account): readonly Written[] => {
  const root = `arn:${account.partition}:iam::${account.id}:root`;
  const fromAccount = { StringEquals: { "aws:SourceOwner": account.id } };
  return [
    ...stack.of(SnsTopic).map((topic) => {
      const arn = toArnOf(topic);
      const statement = { Principal: "*", Action: "sns:Publish", Resource: arn, Condition: fromAccount };
      return { address: topic.address, arn, text: toText(statement) };
    }),
    ...stack.of(KmsKey).map((key) => {
      const statement = { Principal: { AWS: root }, Action: "kms:*", Resource: "*" };
      return { address: key.address, arn: toArnOf(key), text: toText(statement) };
    }),
  ];
};

const toPrincipal = (principal: string): unknown => {
  if (principal === "*") return "*";
  return /^(\d{12}|arn:.*)$/.test(principal) ? { AWS: principal } : { Service: principal };
};

/** A function's policy is written permission by permission. Source: Lambda API reference, AddPermission */
const toFunctionPolicy = (stack: Stack, { address, config }: Resource<PermissionConfig>): ResourcePolicy => {
  const { function_name, source_arn, source_account } = config;
  const functions = stack.of(LambdaFunction);
  const arn = findOwner(
    functions,
    ["function_name", "arn"],
    function_name,
    `${address}: attribute function_name`,
  );
  const Condition = {
    ...(source_arn === undefined ? {} : { ArnLike: { "aws:SourceArn": source_arn } }),
    ...(source_account === undefined ? {} : { StringEquals: { "aws:SourceAccount": source_account } }),
  };
  const text = toText({
    Principal: toPrincipal(config.principal),
    Action: config.action,
    Resource: arn,
    Condition,
  });
  return { address, arn, text, statements: decodePolicy(text, "resource", address) };
};

/** @throws StackError for a policy that is not understood or belongs to nothing in the stack */
export const gatherResourcePolicies = (
  stack: Stack,
  account: Account,
  findKey: FindKey,
): readonly ResourcePolicy[] => {
  const stated = allOrProblems(statedPolicies(stack, findKey)).flat();
  refuseSecond(stated);
  const defaults = defaultPolicies(stack, account).filter(
    ({ arn }) => !stated.some((each) => each.arn === arn),
  );
  return allOrProblems([
    ...[...stated, ...defaults].map(({ address, arn, text }) => (): ResourcePolicy => {
      const kind = isKeyArn(arn) ? "key" : "resource";
      return { address, arn, text, statements: decodePolicy(text, kind, `${address}: attribute policy`) };
    }),
    ...stack.of(LambdaPermission).map((permission) => () => toFunctionPolicy(stack, permission)),
  ]);
};
