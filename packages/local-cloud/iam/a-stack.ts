// A stack for tests: written to a file of its own, and loaded the way the local cloud loads it.
import type { Account } from "../account.ts";
import type { Principal } from "../aws/principals.ts";
import { CloudwatchLogGroup } from "../cloudwatch/resources.ts";
import { DynamodbTable } from "../dynamodb/resources.ts";
import { KmsAlias, KmsKey, KmsKeyPolicy } from "../kms/resources.ts";
import { LambdaFunction, LambdaPermission } from "../lambda/resources.ts";
import type { Log } from "../log.ts";
import { S3Bucket, S3BucketPolicy, S3BucketServerSideEncryptionConfiguration } from "../s3/resources.ts";
import { SnsTopic, SnsTopicPolicy } from "../sns/resources.ts";
import { SqsQueue, SqsQueuePolicy } from "../sqs/resources.ts";
import { loadStack } from "../terraform/load-stack.ts";
import { PolicyDocumentData } from "../terraform/policy-document-data.ts";
import type { Stack } from "../terraform/resource-type.ts";
import { withStackFile } from "../terraform/with-stack-file.ts";
import type { Authorize } from "./authorize.ts";
import { makeAuthorizer } from "./authorizer.ts";
import { IamPolicy, IamRole, IamRolePolicy, IamRolePolicyAttachment } from "./resources.ts";

export const anAccount: Account = {
  id: "000000000000",
  region: "us-east-1",
  partition: "aws",
  awsEndpoint: "http://127.0.0.1:4566",
  apiEndpoint: "http://127.0.0.1:3000",
};

const types = [
  CloudwatchLogGroup,
  DynamodbTable,
  IamPolicy,
  IamRole,
  IamRolePolicy,
  IamRolePolicyAttachment,
  KmsAlias,
  KmsKey,
  KmsKeyPolicy,
  LambdaFunction,
  LambdaPermission,
  PolicyDocumentData,
  S3Bucket,
  S3BucketPolicy,
  S3BucketServerSideEncryptionConfiguration,
  SnsTopic,
  SnsTopicPolicy,
  SqsQueue,
  SqsQueuePolicy,
];

/** The text of a policy with these statements. */
export const policyOf = (...statements: readonly object[]): string =>
  JSON.stringify({ Version: "2012-10-17", Statement: statements });

/** `resource` and `data` are the sections of a Terraform JSON file. */
export const aStack = async (resource: object, data: object = {}): Promise<Stack> =>
  withStackFile(JSON.stringify({ resource, data }), (file) => loadStack({ file, account: anAccount, types }));

/** The configuration of the role `worker`, which Lambda may assume. */
export const aRole = {
  name: "worker",
  assume_role_policy: policyOf({
    Effect: "Allow",
    Action: "sts:AssumeRole",
    Principal: { Service: "lambda.amazonaws.com" },
  }),
};

/** Asked by `worker`, unless the test says otherwise. */
export const worker: Principal & { kind: "role" } = {
  kind: "role",
  arn: "arn:aws:iam::000000000000:role/worker",
};

export const anAuthorizer = async (
  resource: object,
  data: object = {},
  log: Log = () => {},
): Promise<Authorize> => makeAuthorizer({ stack: await aStack(resource, data), account: anAccount, log });
