// The stack's resources that are encrypted with a key of the stack.
import type { Account } from "../core/account.ts";
import { CloudwatchLogGroup } from "../resources/cloudwatch.ts";
import { DynamodbTable } from "../resources/dynamodb.ts";
import { arnOfOwner } from "./arn-of-owner.ts";
import { S3Bucket, S3BucketServerSideEncryptionConfiguration } from "../resources/s3.ts";
import { SnsTopic } from "../resources/sns.ts";
import { SqsQueue } from "../resources/sqs.ts";
import type { Stack } from "../stack/resource-type.ts";
import { allOrProblems } from "../stack/stack-error.ts";
import type { EncryptionContext } from "./condition-keys.ts";
import type { FindKey } from "./find-key.ts";

export type EncryptedResource = {
  readonly address: string;
  readonly service: "sqs" | "sns" | "s3" | "dynamodb" | "logs";
  /** A bucket's ARN stands for its objects, a table's for its indexes. */
  readonly arn: string;
  readonly keyArn: string;
  /** For a call on the resource itself or on a part of it. */
  readonly contextOf: (part: string) => EncryptionContext;
};

/** As the stack states it: the key by any of its names, undefined where AWS's own encrypts. */
type Stated = Omit<EncryptedResource, "keyArn"> & {
  readonly attribute: string;
  readonly key: string | undefined;
};

const statedQueues = (stack: Stack): readonly Stated[] =>
  stack.of(SqsQueue).map(({ address, attributes, config }) => {
    const arn = String(attributes["arn"]);
    const [attribute, key] = ["kms_master_key_id", config.kms_master_key_id];
    return { address, service: "sqs", arn, attribute, key, contextOf: () => ({ "aws:sqs:arn": arn }) };
  });

const statedTopics = (stack: Stack): readonly Stated[] =>
  stack.of(SnsTopic).map(({ address, attributes, config }) => {
    const arn = String(attributes["arn"]);
    const [attribute, key] = ["kms_master_key_id", config.kms_master_key_id];
    return { address, service: "sns", arn, attribute, key, contextOf: () => ({ "aws:sns:topicArn": arn }) };
  });

const statedLogGroups = (stack: Stack): readonly Stated[] =>
  stack.of(CloudwatchLogGroup).map(({ address, attributes, config }) => {
    const arn = String(attributes["arn"]);
    const [attribute, key] = ["kms_key_id", config.kms_key_id];
    return { address, service: "logs", arn, attribute, key, contextOf: () => ({ "aws:logs:arn": arn }) };
  });

const statedTables = (stack: Stack, account: Account): readonly Stated[] =>
  stack.of(DynamodbTable).map(({ address, attributes, config }) => {
    const context = { "aws:dynamodb:tableName": config.name, "aws:dynamodb:subscriberId": account.id };
    return {
      address,
      service: "dynamodb",
      arn: String(attributes["arn"]),
      attribute: "server_side_encryption.kms_key_arn",
      key: config.server_side_encryption?.kms_key_arn,
      contextOf: () => context,
    };
  });

/** With a bucket key the context is the bucket, else the object. Source: S3 user guide, "Encryption context" */
const statedBuckets = (stack: Stack): readonly Stated[] =>
  stack.of(S3BucketServerSideEncryptionConfiguration).flatMap(({ address, config }) => {
    const owner = { address, attribute: "bucket", value: config.bucket };
    const arn = arnOfOwner(stack.of(S3Bucket), ["bucket"], owner);
    return config.rule.map(({ apply_server_side_encryption_by_default: byDefault, bucket_key_enabled }) => ({
      address,
      service: "s3",
      arn,
      attribute: "kms_master_key_id",
      key: byDefault?.kms_master_key_id,
      contextOf: (part: string) => ({ "aws:s3:arn": bucket_key_enabled ? arn : part }),
    }));
  });

/** @throws StackError for every resource that names a key which the stack does not have */
export const gatherEncryptedResources = (
  stack: Stack,
  account: Account,
  findKey: FindKey,
): readonly EncryptedResource[] => {
  const stated = [
    ...statedQueues(stack),
    ...statedTopics(stack),
    ...statedLogGroups(stack),
    ...statedTables(stack, account),
    ...statedBuckets(stack),
  ];
  return allOrProblems(
    stated.map(({ attribute, key, ...resource }) => (): readonly EncryptedResource[] => {
      if (key === undefined) return [];
      return [{ ...resource, keyArn: findKey(key, `${resource.address}: attribute ${attribute}`) }];
    }),
  ).flat();
};
