// What `terraform apply` may change of an environment's roles.
import type { AwsEnvironment } from "../../constructs/shared/aws-environment.ts";
import { equals, type Statement } from "../../constructs/shared/policy-document.ts";
import { allow } from "../permission.ts";
import type { DeployTarget } from "../stack-arns.ts";
import { workloadBoundaryArn } from "../../constructs/shared/stack-context.ts";

export const rolePermissions = ({ aws, arns }: DeployTarget): Statement[] => [
  createRoles(arns.roles, workloadBoundaryArn(aws)),
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
  passRoles(arns.roles),
];

/** No role without the workload boundary, and none loses it. */
export const createRoles = (roles: readonly string[], boundaryArn: string): Statement =>
  allow(
    ["iam:CreateRole", "iam:DeleteRolePolicy", "iam:PutRolePermissionsBoundary", "iam:PutRolePolicy"],
    roles,
    equals("iam:PermissionsBoundary", boundaryArn),
  );

export const passRoles = (roles: readonly string[]): Statement =>
  allow(
    ["iam:PassRole"],
    roles,
    equals("iam:PassedToService", "apigateway.amazonaws.com", "lambda.amazonaws.com"),
  );

/**
 * The first REST API of an account makes AWS create API Gateway's own role, in the name of whoever creates the API:
 * https://docs.aws.amazon.com/apigateway/latest/developerguide/using-service-linked-roles.html
 */
export const apiServiceRole = ({ partition, accountId }: AwsEnvironment): Statement => {
  const service = "ops.apigateway.amazonaws.com";
  const role = `role/aws-service-role/${service}/AWSServiceRoleForAPIGateway`;
  return allow(
    ["iam:CreateServiceLinkedRole"],
    [`arn:${partition}:iam::${accountId}:${role}`],
    equals("iam:AWSServiceName", service),
  );
};
