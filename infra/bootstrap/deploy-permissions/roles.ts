// What `terraform apply` may change of an environment's roles.
import type { AwsEnvironment } from "../../constructs/shared/aws-environment.ts";
import { allow, type Condition, type Statement } from "../permission.ts";
import type { DeployTarget } from "../stack-arns.ts";
import { workloadBoundaryArn } from "../../constructs/shared/stack-context.ts";

export const rolePermissions = ({ aws, arns }: DeployTarget): Statement[] => {
  const withBoundary: Condition = {
    test: "StringEquals",
    variable: "iam:PermissionsBoundary",
    values: [workloadBoundaryArn(aws)],
  };
  return [
    // No role without the workload boundary, and none loses it.
    allow(
      ["iam:CreateRole", "iam:DeleteRolePolicy", "iam:PutRolePermissionsBoundary", "iam:PutRolePolicy"],
      arns.roles,
      withBoundary,
    ),
    allow(
      [
        "iam:DeleteRole",
        "iam:ListInstanceProfilesForRole",
        "iam:TagRole",
        "iam:UntagRole",
        "iam:UpdateAssumeRolePolicy",
        "iam:UpdateRole",
      ],
      arns.roles,
    ),
    apiServiceRole(aws),
    allow(["iam:PassRole"], arns.roles, {
      test: "StringEquals",
      variable: "iam:PassedToService",
      values: ["apigateway.amazonaws.com", "lambda.amazonaws.com"],
    }),
  ];
};

/**
 * The first REST API of an account makes AWS create API Gateway's own role, in the name of whoever creates the API:
 * https://docs.aws.amazon.com/apigateway/latest/developerguide/using-service-linked-roles.html
 */
export const apiServiceRole = ({ partition, accountId }: AwsEnvironment): Statement => {
  const service = "ops.apigateway.amazonaws.com";
  const role = `role/aws-service-role/${service}/AWSServiceRoleForAPIGateway`;
  return allow(["iam:CreateServiceLinkedRole"], [`arn:${partition}:iam::${accountId}:${role}`], {
    test: "StringEquals",
    variable: "iam:AWSServiceName",
    values: [service],
  });
};
