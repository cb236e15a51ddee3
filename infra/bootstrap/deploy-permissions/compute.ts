// What `terraform apply` may change of an environment's REST API, functions and roles, and the calls of its smoke test.
import type { AwsEnvironment } from "../../constructs/shared/aws-environment.ts";
import { equals, type Condition, type Statement } from "../../constructs/shared/policy-document.ts";
import { workloadBoundaryArn } from "../../constructs/shared/stack-context.ts";
import { actions, allow, isNotOfAnother, isOf, isTaggedFor } from "../permission.ts";
import type { DeployTarget } from "../stack-arns.ts";

/**
 * Parts of a REST API carry its tags for access control:
 * https://docs.aws.amazon.com/apigateway/latest/developerguide/apigateway-tagging-supported-resources.html
 * (request validators are not in that list, so they go by their path).
 */
export const computePermissions = ({ aws, arns, environment }: DeployTarget): Statement[] => {
  const { partition, region } = aws;
  const api = `arn:${partition}:apigateway:${region}::`;
  const ofOwnFunction: Condition = {
    test: "ArnLike",
    variable: "lambda:FunctionArn",
    values: [...arns.functions],
  };
  return [
    allow(["apigateway:POST"], [`${api}/restapis`], isTaggedFor(environment)),
    allow(
      ["apigateway:DELETE", "apigateway:PATCH", "apigateway:POST", "apigateway:PUT"],
      arns.apis,
      isOf(environment),
    ),
    allow(
      ["apigateway:DELETE", "apigateway:PATCH", "apigateway:POST"],
      [`${api}/restapis/*/requestvalidators`, `${api}/restapis/*/requestvalidators/*`],
    ),
    allow(
      ["apigateway:DELETE", "apigateway:POST", "apigateway:PUT"],
      // The ARN of what is tagged, encoded as a URL has it.
      [`${api}/tags/arn%3A${partition}%3Aapigateway%3A${region}%3A%3A%2Frestapis%2F*`],
      isNotOfAnother(environment),
    ),
    allow(
      actions`
        lambda:AddPermission lambda:CreateFunction lambda:DeleteFunction
        lambda:DeleteFunctionConcurrency lambda:PutFunctionConcurrency lambda:PutFunctionRecursionConfig lambda:RemovePermission
        lambda:TagResource lambda:UntagResource lambda:UpdateFunctionCode
        lambda:UpdateFunctionConfiguration`,
      arns.functions,
    ),
    // Creating one has no resource to name; the function that it feeds is the condition.
    allow(["lambda:CreateEventSourceMapping"], ["*"], ofOwnFunction),
    allow(
      ["lambda:DeleteEventSourceMapping", "lambda:UpdateEventSourceMapping"],
      arns.eventSourceMappings,
      ofOwnFunction,
    ),
    allow(
      ["lambda:TagResource", "lambda:UntagResource"],
      arns.eventSourceMappings,
      isNotOfAnother(environment),
    ),
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
};

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
 * The first REST API of an account makes AWS create API Gateway's own role, in the name of the caller that creates the API:
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

/**
 * To send the smoke test's messages and look them up as a company does: the routes of the API and nothing else of it.
 * An API's id is not known beforehand and calls know no tags, so the routes and the stage are what narrows it down.
 */
export const smokePermissions = ({ partition, region, accountId }: AwsEnvironment): Statement[] => {
  const stage = `arn:${partition}:execute-api:${region}:${accountId}:*/v1`;
  return [
    allow(
      ["execute-api:Invoke"],
      [`${stage}/POST/messages`, `${stage}/GET/messages`, `${stage}/GET/messages/*`],
    ),
  ];
};
