// The permissions of a loaded stack: listed, described and evaluated.
import { evaluate, type Statement } from "@message-handler/local-cloud/policy";
import {
  ApiGatewayRestApi,
  CloudwatchLogGroup,
  DynamodbTable,
  KmsKey,
  S3Bucket,
  SnsTopic,
  SqsQueue,
  type Resource,
  type Stack,
} from "@message-handler/local-cloud/stack";
import { anAccount } from "@message-handler/local-cloud/testing";

type Arns = readonly (readonly [arn: string, what: string])[];

/** An action, and the ARN that it is done to. */
export type Permission = readonly [action: string, resource: string];

/** Roles are the account's: their names end with the region. */
export const roleArn = (name: string): string =>
  `arn:aws:iam::${anAccount.id}:role/${name}-${anAccount.region}`;

export const nameOfRole = (arn: string): string =>
  arn.slice(arn.lastIndexOf("/") + 1, -`-${anAccount.region}`.length);

const arnOf = ({ attributes }: Resource<unknown>): string => String(attributes["arn"]);

const nameOf = ({ attributes }: Resource<unknown>): string => String(attributes["name"]);

const isDeadLetters = (queue: Resource<unknown>): boolean => nameOf(queue).endsWith("-dead-letters");

const only = (resources: readonly Resource<unknown>[]): string => {
  const [first, ...others] = resources;
  if (first === undefined || others.length > 0) throw new Error("expected one part of each kind");
  return arnOf(first);
};

/** The ARNs of what a pipeline consists of. */
export const partsOf = (stack: Stack) => {
  const queues = stack.of(SqsQueue);
  return {
    queue: only(queues.filter((queue) => !isDeadLetters(queue))),
    deadLetters: only(queues.filter(isDeadLetters)),
    bucket: only(stack.of(S3Bucket)),
    table: only(stack.of(DynamodbTable)),
    topics: stack.of(SnsTopic).map(arnOf),
  };
};

/** A readable name for each ARN that permissions name. */
export const resourceNames = (stack: Stack): ReadonlyMap<string, string> => {
  const { queue, deadLetters, bucket, table, topics } = partsOf(stack);
  const keys: Arns = stack.of(KmsKey).map((key) => [arnOf(key), "key"]);
  const logs: Arns = stack
    .of(CloudwatchLogGroup)
    .map((group) => [`${arnOf(group)}:*`, `log ${nameOf(group).slice(nameOf(group).lastIndexOf("/") + 1)}`]);
  const routes: Arns = stack
    .of(ApiGatewayRestApi)
    .flatMap(({ attributes }) =>
      ["GET/messages", "GET/messages/*", "POST/messages"].map((route): Arns[number] => [
        `${String(attributes["execution_arn"])}/v1/${route}`,
        `API/v1/${route}`,
      ]),
    );
  return new Map([
    ["*", "anything"],
    [queue, "queue"],
    [deadLetters, "dead-letter queue"],
    [`${bucket}/*`, "objects"],
    [table, "table"],
    [`${table}/index/by_company`, "index"],
    [`${table}/index/rejected_by_company`, "index of rejected"],
    ...topics.map((topic): Arns[number] => [topic, `topic ${topic.slice(topic.lastIndexOf("-") + 1)}`]),
    ...routes,
    ...keys,
    ...logs,
  ]);
};

/** `sqs:SendMessage queue`, each once and sorted. */
export const describeGrants = (
  statements: readonly Statement[],
  names: ReadonlyMap<string, string>,
): readonly string[] => {
  const grants = permissionsIn(statements).map(
    ([action, resource]) => `${action} ${names.get(resource) ?? resource}`,
  );
  return [...new Set(grants)].toSorted();
};

/** Every action with every resource that it is granted for. */
export const permissionsIn = (statements: readonly Statement[]): readonly Permission[] =>
  statements.flatMap(({ actions, resources }) =>
    actions.flatMap((action) => (resources ?? []).map((resource): Permission => [action, resource])),
  );

/** A resource that a grant covers, in place of its wildcards. */
export const exampleOf = (pattern: string): string => pattern.replaceAll("*", "example");

/** In the sense of IAM; of what a request would bring along there is only that a store asks KMS on the role's behalf. */
export const allows = (
  statements: readonly Statement[],
  role: string,
  [action, resource]: Permission,
): boolean =>
  evaluate(statements, {
    caller: { kind: "role", arns: [role], account: anAccount.id },
    action,
    resource,
    context: new Map([["kms:viaservice", `s3.${anAccount.region}.amazonaws.com`]]),
  }) === "allow";

/** All ways to change what the pipeline holds. */
export const writes = (stack: Stack): readonly Permission[] => {
  const { queue, deadLetters, bucket, table, topics } = partsOf(stack);
  return [
    ...["PutItem", "UpdateItem", "DeleteItem", "BatchWriteItem", "PartiQLInsert"].map(
      (action): Permission => [`dynamodb:${action}`, table],
    ),
    ...["PutObject", "DeleteObject", "DeleteObjectVersion"].map((action): Permission => [
      `s3:${action}`,
      `${bucket}/a/b.json`,
    ]),
    ...[queue, deadLetters].flatMap((arn) =>
      ["SendMessage", "DeleteMessage", "PurgeQueue"].map((action): Permission => [`sqs:${action}`, arn]),
    ),
    ...topics.map((topic): Permission => ["sns:Publish", topic]),
  ];
};

/** What no part of the pipeline has any business with. */
export const never = (stack: Stack): readonly Permission[] => {
  const { queue, bucket, table } = partsOf(stack);
  return [
    ["dynamodb:DeleteItem", table],
    ["dynamodb:DeleteTable", table],
    ["dynamodb:Scan", table],
    ["s3:DeleteObject", `${bucket}/a/b.json`],
    ["s3:DeleteObjectVersion", `${bucket}/a/b.json`],
    ["s3:ListBucket", bucket],
    ["s3:PutBucketPolicy", bucket],
    ["s3:GetObject", "arn:aws:s3:::message-handler-state-1/message-handler/prod.tfstate"],
    ["sqs:PurgeQueue", queue],
    ["sqs:DeleteQueue", queue],
    ["iam:CreateRole", roleArn("message-handler-dev-other")],
    ["iam:PassRole", roleArn("message-handler-dev-other")],
    ["sts:AssumeRole", roleArn("message-handler-deploy-dev")],
    [
      "lambda:UpdateFunctionCode",
      `arn:aws:lambda:us-east-1:${anAccount.id}:function:message-handler-dev-other`,
    ],
    ["kms:ScheduleKeyDeletion", `arn:aws:kms:us-east-1:${anAccount.id}:key/1`],
  ];
};
