// What `terraform plan` reads of a deployed stack: settings, never a message, a record or a log line.
// (The check whether a bucket is still there is the permission to list it, and the archive's keys have ids in them.)
import type { AwsEnvironment } from "../constructs/shared/aws-environment.ts";
import type { Statement } from "../constructs/shared/policy-document.ts";
import { actions, allow } from "./permission.ts";
import { stackArns } from "./stack-arns.ts";

/**
 * The reads of `aws_s3_bucket` and its companions; the provider asks for every setting, used or not,
 * and by HeadBucket (`s3:ListBucket`) whether the bucket is still there.
 */
const bucketSettings = actions`
    s3:GetAccelerateConfiguration s3:GetBucketAbac s3:GetBucketAcl s3:GetBucketCORS
    s3:GetBucketLocation s3:GetBucketLogging s3:GetBucketObjectLockConfiguration
    s3:GetBucketOwnershipControls s3:GetBucketPolicy s3:GetBucketPublicAccessBlock
    s3:GetBucketRequestPayment s3:GetBucketTagging s3:GetBucketVersioning s3:GetBucketWebsite
    s3:GetEncryptionConfiguration s3:GetLifecycleConfiguration s3:GetReplicationConfiguration
    s3:ListBucket s3:ListTagsForResource`;

const functionSettings = actions`
    lambda:GetAlias lambda:GetFunction lambda:GetFunctionCodeSigningConfig lambda:GetFunctionConcurrency
    lambda:GetFunctionConfiguration lambda:GetFunctionRecursionConfig lambda:GetPolicy lambda:ListTags lambda:ListVersionsByFunction`;

/** CloudWatch authorizes this one as a list of all alarms, even when it is asked for one by name. */
export const describeAlarms = ({ partition, region, accountId }: AwsEnvironment): Statement =>
  allow(["cloudwatch:DescribeAlarms"], [`arn:${partition}:cloudwatch:${region}:${accountId}:alarm:*`]);

/**
 * The actions stand by service in the Service Authorization Reference; which of them the AWS provider calls,
 * in the `Read` functions of its resources (6.25).
 */
export const readPermissions = (aws: AwsEnvironment, prefix: string): Statement[] => {
  const arns = stackArns(aws, prefix);
  return [
    allow(["apigateway:GET"], [...arns.apis, ...arns.domains]),
    allow(["wafv2:GetWebACL", "wafv2:GetWebACLForResource"], [...arns.webAcls, ...arns.stages]),
    allow(functionSettings, arns.functions),
    allow(["lambda:GetEventSourceMapping", "lambda:ListTags"], arns.eventSourceMappings),
    allow(["sqs:GetQueueAttributes", "sqs:GetQueueUrl", "sqs:ListQueueTags"], arns.queues),
    allow(["sns:GetTopicAttributes", "sns:ListTagsForResource"], arns.topics),
    allow(bucketSettings, arns.archives),
    allow(
      [
        "dynamodb:DescribeContinuousBackups",
        "dynamodb:DescribeContributorInsights",
        "dynamodb:DescribeTable",
        "dynamodb:DescribeTimeToLive",
        "dynamodb:ListTagsOfResource",
      ],
      arns.tables,
    ),
    allow(["cloudwatch:ListTagsForResource"], arns.alarms),
    describeAlarms(aws),
    allow(["cloudwatch:GetDashboard"], arns.dashboards),
    allow(
      ["logs:DescribeMetricFilters", "logs:ListTagsForResource"],
      [...arns.logGroups, ...arns.executionLogGroups].flatMap((arn) => [arn, `${arn}:*`]),
    ),
    allow(
      ["kms:DescribeKey", "kms:GetKeyPolicy", "kms:GetKeyRotationStatus", "kms:ListResourceTags"],
      arns.keys,
    ),
    allow(
      ["iam:GetRole", "iam:GetRolePolicy", "iam:ListAttachedRolePolicies", "iam:ListRolePolicies"],
      arns.roles,
    ),
    // AWS offers no resource to name for these: they list, or they look up an id that only AWS knows.
    allow(["kms:ListAliases", "logs:DescribeLogGroups", "sns:GetSubscriptionAttributes"], ["*"]),
  ];
};
