// What `terraform apply` may change of an environment's queues, stores, alarms, logs and key. No action here reads or
// writes a message.
import { equals, type Statement } from "../../constructs/shared/policy-document.ts";
import { actions, allow, isNotOfAnother, isOf, isTaggedFor } from "../permission.ts";
import type { DeployTarget } from "../deploy-target.ts";

const logGroupCreation = ["logs:CreateLogGroup", "logs:TagResource"];

const logGroupChanges = [
  "logs:AssociateKmsKey",
  "logs:DeleteLogGroup",
  "logs:DeleteMetricFilter",
  "logs:DeleteRetentionPolicy",
  "logs:DisassociateKmsKey",
  "logs:PutMetricFilter",
  "logs:PutRetentionPolicy",
  "logs:UntagResource",
];

/** With and without the star that stands for the streams: actions differ in which of the two they ask for. */
const withStreams = (logGroups: readonly string[]): string[] => logGroups.flatMap((arn) => [arn, `${arn}:*`]);

export const storagePermissions = (target: DeployTarget): Statement[] => {
  const { aws, arns, prefix } = target;
  return [
    allow(
      ["sqs:CreateQueue", "sqs:DeleteQueue", "sqs:SetQueueAttributes", "sqs:TagQueue", "sqs:UntagQueue"],
      arns.queues,
    ),
    allow(
      [
        "sns:CreateTopic",
        "sns:DeleteTopic",
        "sns:SetTopicAttributes",
        "sns:Subscribe",
        "sns:TagResource",
        "sns:UntagResource",
      ],
      arns.topics,
    ),
    // A subscription is known by an id that SNS chooses, and AWS has no resource type for it.
    allow(["sns:Unsubscribe"], ["*"]),
    allow(
      actions`
      s3:CreateBucket s3:DeleteBucket s3:DeleteBucketPolicy s3:PutBucketOwnershipControls
      s3:PutBucketPolicy s3:PutBucketPublicAccessBlock s3:PutBucketTagging s3:PutBucketVersioning
      s3:PutEncryptionConfiguration s3:PutLifecycleConfiguration s3:TagResource s3:UntagResource`,
      arns.archives,
    ),
    allow(
      [
        "dynamodb:CreateTable",
        "dynamodb:DeleteTable",
        "dynamodb:TagResource",
        "dynamodb:UntagResource",
        "dynamodb:UpdateContinuousBackups",
        "dynamodb:UpdateContributorInsights",
        "dynamodb:UpdateTable",
        "dynamodb:UpdateTimeToLive",
      ],
      arns.tables,
    ),
    allow(
      [
        "cloudwatch:DeleteAlarms",
        "cloudwatch:PutMetricAlarm",
        "cloudwatch:TagResource",
        "cloudwatch:UntagResource",
      ],
      arns.alarms,
    ),
    allow(["cloudwatch:DeleteDashboards", "cloudwatch:PutDashboard"], arns.dashboards),
    allow([...logGroupCreation, ...logGroupChanges], withStreams(arns.logGroups)),
    // Those of all APIs in the account have such names, and what API Gateway made by itself has no tags.
    allow(
      logGroupCreation,
      withStreams(arns.executionLogGroups),
      ...isTaggedFor(target),
      ...isNotOfAnother(target),
    ),
    allow(logGroupChanges, withStreams(arns.executionLogGroups), ...isOf(target)),
    // Creating a key has no resource to name: it must carry the environment's tag.
    allow(["kms:CreateKey"], ["*"], ...isTaggedFor(target)),
    // A key that is just being made has neither tags nor an alias; another system's has an alias, if not tags. Missing
    // values satisfy ForAllValues: https://docs.aws.amazon.com/IAM/latest/UserGuide/reference_policies_condition-single-vs-multi-valued-context-keys.html
    allow(["kms:TagResource"], arns.keys, ...isTaggedFor(target), ...isNotOfAnother(target), {
      test: "ForAllValues:StringEquals",
      variable: "kms:ResourceAliases",
      values: [`alias/${prefix}`],
    }),
    allow(
      actions`
      kms:CancelKeyDeletion kms:CreateAlias kms:DeleteAlias kms:DisableKeyRotation
      kms:EnableKeyRotation kms:PutKeyPolicy kms:ScheduleKeyDeletion kms:UpdateAlias
      kms:UpdateKeyDescription`,
      arns.keys,
      ...isOf(target),
    ),
    allow(["kms:CreateAlias", "kms:DeleteAlias", "kms:UpdateAlias"], arns.aliases),
    // The caller that creates an encrypted table must be able to use its key, and hands DynamoDB a grant for it. The key
    // may be seconds old, and KMS not know its tags yet:
    // https://docs.aws.amazon.com/amazondynamodb/latest/developerguide/encryption.usagenotes.html
    allow(
      [
        "kms:CreateGrant",
        "kms:Decrypt",
        "kms:Encrypt",
        "kms:GenerateDataKey",
        "kms:GenerateDataKeyWithoutPlaintext",
        "kms:ReEncrypt*",
      ],
      arns.keys,
      ...isNotOfAnother(target),
      equals("kms:ViaService", `dynamodb.${aws.region}.${aws.dnsSuffix}`),
    ),
  ];
};
