// A stack for tests: written to a file of its own, and loaded the way the local cloud loads it.
import type { Account } from "../core/account.ts";
import type { Principal } from "../core/principals.ts";
import { CloudwatchLogGroup } from "../resources/cloudwatch.ts";
import { DynamodbTable } from "../resources/dynamodb.ts";
import { KmsAlias, KmsKey, KmsKeyPolicy } from "../resources/kms.ts";
import { LambdaFunction, LambdaPermission } from "../resources/lambda.ts";
import type { Log } from "../core/log.ts";
import { S3Bucket, S3BucketPolicy, S3BucketServerSideEncryptionConfiguration } from "../resources/s3.ts";
import { SnsTopic, SnsTopicPolicy } from "../resources/sns.ts";
import { SqsQueue, SqsQueuePolicy } from "../resources/sqs.ts";
import { loadStack } from "../stack/load-stack.ts";
import { PolicyDocumentData } from "../resources/policy-document-data.ts";
import type { Stack } from "../stack/resource-type.ts";
import { withStackFile } from "./with-stack-file.ts";
import type { Authorize } from "../policy/authorize.ts";
import { makeAuthorizer } from "../policy/authorizer.ts";
import { gatherPolicies } from "../policy/policies.ts";
import { IamPolicy, IamRole, IamRolePolicy, IamRolePolicyAttachment } from "../resources/iam.ts";

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
): Promise<Authorize> => {
  const policies = gatherPolicies(await aStack(resource, data), anAccount, log);
  return makeAuthorizer({ policies, account: anAccount, log });
};
