// What `terraform apply` may change of an environment's alarms and their topic, its dashboard and its logs.
import type { Statement } from "../../constructs/shared/policy-document.ts";
import { allow, isNotOfAnother, isOf, isTaggedFor } from "../permission.ts";
import type { DeployTarget } from "../stack-arns.ts";

export const topicPermissions = ({ arns }: DeployTarget): Statement[] => [
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
];

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

export const monitoringPermissions = ({ arns, environment }: DeployTarget): Statement[] => [
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
    isTaggedFor(environment),
    isNotOfAnother(environment),
  ),
  allow(logGroupChanges, withStreams(arns.executionLogGroups), isOf(environment)),
];
