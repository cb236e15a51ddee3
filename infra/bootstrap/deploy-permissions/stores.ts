// What `terraform apply` may change of an environment's queues, archive and table. No action here reads or writes a message.
import type { Statement } from "../../constructs/shared/policy-document.ts";
import { allow } from "../permission.ts";
import type { DeployTarget } from "../stack-arns.ts";

export const queuePermissions = ({ arns }: DeployTarget): Statement[] => [
  allow(
    ["sqs:CreateQueue", "sqs:DeleteQueue", "sqs:SetQueueAttributes", "sqs:TagQueue", "sqs:UntagQueue"],
    arns.queues,
  ),
];

export const storePermissions = ({ arns }: DeployTarget): Statement[] => [
  allow(
    [
      "s3:CreateBucket",
      "s3:DeleteBucket",
      "s3:DeleteBucketPolicy",
      "s3:PutBucketOwnershipControls",
      "s3:PutBucketPolicy",
      "s3:PutBucketPublicAccessBlock",
      "s3:PutBucketTagging",
      "s3:PutBucketVersioning",
      "s3:PutEncryptionConfiguration",
      "s3:PutLifecycleConfiguration",
      "s3:TagResource",
      "s3:UntagResource",
    ],
    arns.archives,
  ),
  allow(
    [
      "dynamodb:CreateTable",
      "dynamodb:DeleteTable",
      "dynamodb:TagResource",
      "dynamodb:UntagResource",
      "dynamodb:UpdateContinuousBackups",
      "dynamodb:UpdateTable",
      "dynamodb:UpdateTimeToLive",
    ],
    arns.tables,
  ),
];
