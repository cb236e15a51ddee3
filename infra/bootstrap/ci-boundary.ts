// The most that a workflow's role can ever do, whatever policy somebody attaches to it: run this project's stacks.
// It grants nothing by itself, so it may speak in whole services where names keep them to this project.
import { IamPolicy } from "@cdktf/provider-aws/lib/iam-policy/index.js";
import { Construct } from "constructs";
import type { AwsEnvironment } from "../constructs/shared/aws-environment.ts";
import { policyJson, type Statement } from "../constructs/shared/policy-document.ts";
import { allow, equalsIfExists } from "./permission.ts";
import { apiServiceRole, createRoles, passRoles, smokePermissions } from "./deploy-permissions/compute.ts";
import { describeAlarms } from "./read-permissions.ts";
import { stackArns, type StackArns } from "./stack-arns.ts";
import { stateKey, statePrefix } from "./state-backend.ts";

export type CiBoundaryProps = {
  readonly aws: AwsEnvironment;
  readonly stateBucketArn: string;
  readonly environments: readonly string[];
  readonly workloadBoundaryArn: string;
};

const deny = (sid: string, actions: readonly string[], resources: readonly string[]): Statement => ({
  ...allow(actions, resources),
  sid,
  effect: "Deny",
});

export class CiBoundary extends Construct {
  readonly arn: string;

  constructor(scope: Construct, id: string, props: CiBoundaryProps) {
    super(scope, id);
    const arns = stackArns(props.aws, "message-handler");
    this.arn = new IamPolicy(this, "policy", {
      name: "message-handler-ci",
      description: "Caps the roles of the message handler's workflows.",
      policy: policyJson(this, "document", [
        ...this.#services(arns, props.aws),
        ...this.#roles(props),
        apiServiceRole(props.aws),
        describeAlarms(props.aws),
        ...smokePermissions(props.aws),
        ...this.#states(props.stateBucketArn),
        deny("NoMessages", dataActions, ["*"]),
        // States are objects too: only the archives' are messages.
        deny(
          "NoArchivedMessages",
          ["s3:GetObject"],
          arns.archives.map((arn) => `${arn}/*`),
        ),
        deny("NoPeopleNoKeysNoWayOut", wayOut, ["*"]),
      ]),
    }).arn;
  }

  #services(arns: StackArns, { partition, region }: AwsEnvironment): Statement[] {
    return [
      allow(
        ["cloudwatch:*", "dynamodb:*", "lambda:*", "logs:*", "s3:*", "sns:*", "sqs:*"],
        [
          ...arns.alarms,
          ...arns.archives,
          ...arns.dashboards,
          ...arns.eventSourceMappings,
          ...arns.executionLogGroups,
          ...arns.functions,
          ...arns.logGroups,
          ...arns.queues,
          ...arns.tables,
          ...arns.topics,
        ],
      ),
      allow(
        ["apigateway:DELETE", "apigateway:GET", "apigateway:PATCH", "apigateway:POST", "apigateway:PUT"],
        [
          `arn:${partition}:apigateway:${region}::/restapis`,
          ...arns.apis,
          `arn:${partition}:apigateway:${region}::/tags/*`,
        ],
      ),
      allow(["kms:*"], arns.aliases),
      allow(["kms:*"], arns.keys, equalsIfExists("aws:ResourceTag/project", "message-handler")),
      // No resource can be named for these.
      allow(
        [
          "kms:CreateKey",
          "kms:ListAliases",
          "lambda:CreateEventSourceMapping",
          "logs:DescribeLogGroups",
          "sns:GetSubscriptionAttributes",
          "sns:Unsubscribe",
        ],
        ["*"],
      ),
    ];
  }

  #states(bucketArn: string): Statement[] {
    const states = `${bucketArn}/${statePrefix}/*.tfstate`;
    return [
      allow(["s3:ListBucket"], [bucketArn]),
      allow(["s3:GetObject", "s3:PutObject"], [states, `${states}.tflock`]),
      allow(["s3:DeleteObject"], [`${states}.tflock`]),
      deny("NotTheStateOfBootstrap", ["s3:*"], [`${bucketArn}/${stateKey("bootstrap")}*`]),
    ];
  }

  /** Roles of environments alone: the workflows' own roles, and whatever else the account has, stay as they are. */
  #roles({ aws, environments, workloadBoundaryArn }: CiBoundaryProps): Statement[] {
    const roles = environments.flatMap(
      (environment) => stackArns(aws, `message-handler-${environment}`).roles,
    );
    return [
      createRoles(roles, workloadBoundaryArn),
      passRoles(roles),
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
        roles,
      ),
    ];
  }
}

/** A deployment has no business with what the companies sent; the smoke test asks the API as they do. */
const dataActions = [
  "dynamodb:BatchGetItem",
  "dynamodb:ExportTableToPointInTime",
  "dynamodb:GetItem",
  "dynamodb:PartiQLSelect",
  "dynamodb:Query",
  "dynamodb:Scan",
  "lambda:InvokeFunction",
  "logs:FilterLogEvents",
  "logs:GetLogEvents",
  "logs:StartQuery",
  "s3:GetObjectVersion",
  "sqs:PurgeQueue",
  "sqs:ReceiveMessage",
];

/** Nothing above allows these either; stated so that a later line cannot. */
const wayOut = [
  "iam:AttachRolePolicy",
  "iam:CreateAccessKey",
  "iam:CreateLoginProfile",
  "iam:CreateOpenIDConnectProvider",
  "iam:CreatePolicyVersion",
  "iam:CreateUser",
  "iam:DeleteRolePermissionsBoundary",
  "iam:SetDefaultPolicyVersion",
  "iam:UpdateOpenIDConnectProviderThumbprint",
];
