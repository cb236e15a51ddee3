// The most that the role which plans can ever do, whatever policy somebody attaches to it: read settings and states.
import { IamPolicy } from "@cdktf/provider-aws/lib/iam-policy/index.js";
import { Construct } from "constructs";
import { policyJson, type Statement } from "../constructs/shared/policy-document.ts";
import { globalName } from "../constructs/shared/stack-context.ts";
import type { AwsEnvironment } from "../constructs/shared/aws-environment.ts";
import { denyArchivedMessages, denyMessages, denyWayOut } from "./never.ts";
import { stackArns } from "./stack-arns.ts";

export type PlanBoundaryProps = {
  readonly aws: AwsEnvironment;
  readonly project: string;
  /** What it is granted. */
  readonly permissions: readonly Statement[];
};

export class PlanBoundary extends Construct {
  readonly arn: string;

  constructor(scope: Construct, id: string, { aws, project, permissions }: PlanBoundaryProps) {
    super(scope, id);
    this.arn = new IamPolicy(this, "policy", {
      name: globalName(`${project}-ci-plan`, aws),
      description: "Caps the role that plans every environment.",
      policy: policyJson(this, "document", [
        ...permissions,
        denyMessages,
        denyArchivedMessages(stackArns(aws, project)),
        denyWayOut,
      ]),
    }).arn;
  }
}
