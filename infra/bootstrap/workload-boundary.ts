// The most that a role of a deployed stack can ever do, whatever policy it is given: what the pipeline consists of.
import { IamPolicy } from "@cdktf/provider-aws/lib/iam-policy/index.js";
import { Construct } from "constructs";
import type { AwsEnvironment } from "../constructs/shared/aws-environment.ts";
import { policyJson, equals } from "../constructs/shared/policy-document.ts";
import { allow } from "./permission.ts";
import { workloadBoundaryName } from "../constructs/shared/stack-context.ts";
import { stackArns } from "./stack-arns.ts";

export class WorkloadBoundary extends Construct {
  readonly arn: string;

  constructor(scope: Construct, id: string, aws: AwsEnvironment) {
    super(scope, id);
    const arns = stackArns(aws, "message-handler");
    this.arn = new IamPolicy(this, "policy", {
      name: workloadBoundaryName,
      description: "Caps the roles of the message handler's functions and APIs.",
      policy: policyJson(this, "document", [
        allow(
          ["logs:CreateLogStream", "logs:PutLogEvents"],
          arns.logGroups.map((arn) => `${arn}:*`),
        ),
        // X-Ray has no resources that could be named.
        allow(["xray:PutTelemetryRecords", "xray:PutTraceSegments"], ["*"]),
        allow(
          [
            "sqs:ChangeMessageVisibility",
            "sqs:DeleteMessage",
            "sqs:GetQueueAttributes",
            "sqs:GetQueueUrl",
            "sqs:ReceiveMessage",
            "sqs:SendMessage",
          ],
          arns.queues,
        ),
        allow(
          ["s3:GetObject", "s3:PutObject"],
          arns.archives.map((arn) => `${arn}/*`),
        ),
        allow(
          ["dynamodb:GetItem", "dynamodb:PutItem", "dynamodb:Query"],
          arns.tables.flatMap((arn) => [arn, `${arn}/index/*`]),
        ),
        allow(
          ["kms:Decrypt", "kms:GenerateDataKey"],
          arns.keys,
          equals("aws:ResourceTag/project", "message-handler"),
        ),
      ]),
    }).arn;
  }
}
