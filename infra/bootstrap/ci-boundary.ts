// The most that the role which deploys one environment can ever do, whatever policy somebody attaches to it: run that
// environment's stack. It grants nothing by itself, so it may speak in whole services where names keep them apart.
import { IamPolicy } from "@cdktf/provider-aws/lib/iam-policy/index.js";
import { Construct } from "constructs";
import { policyJson, type Statement } from "../constructs/shared/policy-document.ts";
import { globalName } from "../constructs/shared/stack-context.ts";
import { actions, allow, isNotOfAnother } from "./permission.ts";
import {
  serviceRoles,
  createRoles,
  ofOwnFunctions,
  passRoles,
  smokePermissions,
} from "./deploy-permissions/compute.ts";
import type { DeployTarget } from "./deploy-target.ts";
import { denyArchivedMessages, denyMessages, denyWayOut } from "./never.ts";
import { describeAlarms } from "./read-permissions.ts";
import type { StateBucket } from "./state-bucket.ts";

export type CiBoundaryProps = {
  readonly target: DeployTarget;
  readonly states: StateBucket;
  readonly workloadBoundaryArn: string;
};

export class CiBoundary extends Construct {
  readonly arn: string;

  constructor(scope: Construct, id: string, { target, states, workloadBoundaryArn }: CiBoundaryProps) {
    super(scope, id);
    const { aws, project, environment, prefix } = target;
    this.arn = new IamPolicy(this, "policy", {
      name: globalName(`${project}-ci-${environment}`, aws),
      description: `Caps the role that deploys ${prefix}.`,
      policy: policyJson(this, "document", [
        ...services(target),
        ...roles(target, workloadBoundaryArn),
        serviceRoles(aws),
        describeAlarms(aws),
        ...smokePermissions(target),
        ...states.write(environment),
        denyMessages,
        denyArchivedMessages(target.arns),
        denyWayOut,
      ]),
    }).arn;
  }
}

const services = (target: DeployTarget): readonly Statement[] => {
  const { arns, aws } = target;
  const api = `arn:${aws.partition}:apigateway:${aws.region}::`;
  const [ofOwnFunction, ofOwnOrNew] = ofOwnFunctions(arns);
  return [
    allow(
      ["cloudwatch:*", "dynamodb:*", "lambda:*", "logs:*", "s3:*", "sns:*", "sqs:*"],
      [
        ...arns.alarms,
        ...arns.archives,
        ...arns.dashboards,
        ...arns.functions,
        ...arns.logGroups,
        ...arns.queues,
        ...arns.tables,
        ...arns.topics,
      ],
    ),
    // The tags too: an update may name another function than the one that the mapping feeds.
    allow(["lambda:*"], arns.eventSourceMappings, ofOwnOrNew, ...isNotOfAnother(target)),
    // What has an id for a name; and a web ACL for its API, which the owner made and only the owner changes.
    allow(
      actions`
      apigateway:* kms:* logs:* wafv2:AssociateWebACL wafv2:DisassociateWebACL wafv2:GetWebACL
      wafv2:GetWebACLForResource`,
      [...arns.executionLogGroups, ...arns.keys, ...arns.webAcls, `${api}/domainnames*`, `${api}/restapis*`],
      ...isNotOfAnother(target),
    ),
    // This path has no tags in IAM. To tag an API takes PATCH on the API as well; to take its tags off is for nobody.
    allow(["apigateway:GET", "apigateway:POST", "apigateway:PUT"], [`${api}/tags/*`]),
    allow(["kms:*"], arns.aliases),
    allow(["lambda:CreateEventSourceMapping"], ["*"], ofOwnFunction),
    // No resource can be named for these.
    allow(
      [
        "kms:CreateKey",
        "kms:ListAliases",
        "logs:DescribeLogGroups",
        "sns:GetSubscriptionAttributes",
        "sns:Unsubscribe",
      ],
      ["*"],
    ),
  ];
};

/** Roles of the environment alone: the workflows' own roles, and whatever else the account has, stay as they are. */
const roles = ({ arns }: DeployTarget, workloadBoundaryArn: string): readonly Statement[] => [
  createRoles(arns.roles, workloadBoundaryArn),
  passRoles(arns.roles),
  allow(
    [
      "iam:DeleteRole",
      "iam:GetRole",
      "iam:GetRolePolicy",
      "iam:ListAttachedRolePolicies",
      "iam:ListInstanceProfilesForRole",
      "iam:ListRolePolicies",
      "iam:TagRole",
      "iam:UntagRole",
      "iam:UpdateAssumeRolePolicy",
      "iam:UpdateRole",
    ],
    arns.roles,
  ),
];
