// The most that a role of one environment can ever do, whatever policy it is given: what its own pipeline consists of.
import { IamPolicy } from "@cdktf/provider-aws/lib/iam-policy/index.js";
import { Construct } from "constructs";
import { equals, policyJson } from "../constructs/shared/policy-document.ts";
import { workloadBoundaryName } from "../constructs/shared/stack-context.ts";
import { callRoutes } from "../constructs/shared/call-routes.ts";
import type { DeployTarget } from "./deploy-target.ts";
import { allow, isNotOfAnother } from "./permission.ts";

export class WorkloadBoundary extends Construct {
  readonly arn: string;

  constructor(scope: Construct, id: string, target: DeployTarget) {
    super(scope, id);
    const { aws, arns, prefix } = target;
    this.arn = new IamPolicy(this, "policy", {
      name: workloadBoundaryName(prefix, aws),
      description: `Caps the roles of ${prefix}: its functions, its API and its smoke test.`,
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
        // Through the stores alone, where only the environment's own can be reached: the key may be new, and KMS not know
        // its tags for minutes.
        allow(
          ["kms:Decrypt", "kms:GenerateDataKey"],
          arns.keys,
          ...isNotOfAnother(target),
          equals(
            "kms:ViaService",
            ...["sqs", "s3", "dynamodb"].map((store) => `${store}.${aws.region}.${aws.dnsSuffix}`),
          ),
        ),
        // For the smoke test's role. An API's id is not known beforehand: the other environments' APIs deny it themselves.
        callRoutes(aws, "*"),
      ]),
    }).arn;
  }
}
