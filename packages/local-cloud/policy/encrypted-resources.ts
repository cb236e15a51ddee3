// The stack's resources that are encrypted with a key of the stack.
import type { Account } from "../core/account.ts";
import { CloudwatchLogGroup } from "../resources/cloudwatch.ts";
import { DynamodbTable } from "../resources/dynamodb.ts";
import { S3Bucket, S3BucketServerSideEncryptionConfiguration } from "../resources/s3.ts";
import { SnsTopic } from "../resources/sns.ts";
import { SqsQueue } from "../resources/sqs.ts";
import type { Resource, Stack } from "../stack/resource-type.ts";
import { allOrProblems } from "../stack/stack-error.ts";
import { type FindKey, findOwner } from "./find-resource.ts";
import type { EncryptionContext } from "./request-context.ts";

export type EncryptedResource = {
  readonly address: string;
  readonly service: "sqs" | "sns" | "s3" | "dynamodb" | "logs";
  /** A bucket's ARN stands for its objects, a table's for its indexes. */
  readonly arn: string;
  readonly keyArn: string;
  /** For a call on the resource itself or on a part of it. */
  readonly contextOf: (part: string) => EncryptionContext;
};

type Stated = () => readonly EncryptedResource[];

/** @throws StackError for every resource that names a key which the stack does not have */
export const gatherEncryptedResources = (
  stack: Stack,
  account: Account,
  findKey: FindKey,
): readonly EncryptedResource[] => {
  /** `key` by any of its names, undefined where AWS's own encrypts. */
  const stated =
    (
      service: EncryptedResource["service"],
      { address, attributes }: Resource<unknown>,
      [attribute, key]: readonly [string, string | undefined],
      toContext: (arn: string) => EncryptionContext,
    ): Stated =>
    () => {
      if (key === undefined) return [];
      const arn = String(attributes["arn"]);
      const keyArn = findKey(key, `${address}: attribute ${attribute}`);
      return [{ address, service, arn, keyArn, contextOf: () => toContext(arn) }];
    };

  /** With a bucket key the context is the bucket, else the object. Source: S3 user guide, "Encryption context" */
  const buckets = stack.of(S3BucketServerSideEncryptionConfiguration).flatMap(({ address, config }) =>
    config.rule.map((rule): Stated => () => {
      const key = rule.apply_server_side_encryption_by_default?.kms_master_key_id;
      if (key === undefined) return [];
      const arn = findOwner(stack.of(S3Bucket), ["bucket"], config.bucket, `${address}: attribute bucket`);
      const keyArn = findKey(key, `${address}: attribute kms_master_key_id`);
      const contextOf = (part: string) => ({ "aws:s3:arn": rule.bucket_key_enabled ? arn : part });
      return [{ address, service: "s3", arn, keyArn, contextOf }];
    }),
  );

  return allOrProblems([
    ...stack.of(SqsQueue).map((queue) => {
      const key = ["kms_master_key_id", queue.config.kms_master_key_id] as const;
      return stated("sqs", queue, key, (arn) => ({ "aws:sqs:arn": arn }));
    }),
    ...stack.of(SnsTopic).map((topic) => {
      const key = ["kms_master_key_id", topic.config.kms_master_key_id] as const;
      return stated("sns", topic, key, (arn) => ({ "aws:sns:topicArn": arn }));
    }),
    ...stack.of(CloudwatchLogGroup).map((group) => {
      const key = ["kms_key_id", group.config.kms_key_id] as const;
      return stated("logs", group, key, (arn) => ({ "aws:logs:arn": arn }));
    }),
    ...stack.of(DynamodbTable).map((table) => {
      const { name, server_side_encryption: encryption } = table.config;
      const key = ["server_side_encryption.kms_key_arn", encryption?.kms_key_arn] as const;
      const context = { "aws:dynamodb:tableName": name, "aws:dynamodb:subscriberId": account.id };
      return stated("dynamodb", table, key, () => context);
    }),
    ...buckets,
  ]).flat();
};
