// What `terraform apply` may change of an environment's REST API, functions and roles, and the role of its smoke test.
import type { AwsEnvironment } from "../../constructs/shared/aws-environment.ts";
import { equals, type Condition, type Statement } from "../../constructs/shared/policy-document.ts";
import { smokeRoleArn, workloadBoundaryArn } from "../../constructs/shared/stack-context.ts";
import { actions, allow, isNotOfAnother, isOf, isTaggedFor } from "../permission.ts";
import type { DeployTarget } from "../deploy-target.ts";
import type { StackArns } from "../stack-arns.ts";

/**
 * Parts of a REST API carry its tags for access control:
 * https://docs.aws.amazon.com/apigateway/latest/developerguide/apigateway-tagging-supported-resources.html
 * Request validators and the responses of methods and integrations are not in that list, but the Service Authorization
 * Reference has tags for all three: where they have any, they must be the environment's.
 */
export const computePermissions = (target: DeployTarget): Statement[] => {
  const { aws, arns, prefix } = target;
  const { partition, region } = aws;
  const api = `arn:${partition}:apigateway:${region}::`;
  const [ofOwnFunction] = ofOwnFunctions(arns);
  return [
    allow(["apigateway:POST"], [`${api}/restapis`], ...isTaggedFor(target)),
    allow(
      ["apigateway:DELETE", "apigateway:PATCH", "apigateway:POST", "apigateway:PUT"],
      arns.apis,
      ...isOf(target),
    ),
    // Beside PATCH on the API: https://docs.aws.amazon.com/apigateway/latest/developerguide/apigateway-resource-policies-create-attach.html
    allow(["apigateway:UpdateRestApiPolicy"], arns.apis, ...isNotOfAnother(target)),
    allow(
      ["apigateway:DELETE", "apigateway:PATCH", "apigateway:POST"],
      [`${api}/restapis/*/requestvalidators`, `${api}/restapis/*/requestvalidators/*`],
      ...isNotOfAnother(target),
    ),
    allow(
      ["apigateway:DELETE", "apigateway:PATCH", "apigateway:PUT"],
      ["responses/*", "integration/responses/*"].map(
        (path) => `${api}/restapis/*/resources/*/methods/*/${path}`,
      ),
      ...isNotOfAnother(target),
    ),
    // No DELETE: without its tags an API would be nobody's.
    allow(
      ["apigateway:POST", "apigateway:PUT"],
      // The ARN of what is tagged, encoded as a URL has it.
      ["restapis", "domainnames"].map(
        (kind) => `${api}/tags/arn%3A${partition}%3Aapigateway%3A${region}%3A%3A%2F${kind}%2F*`,
      ),
      ...isNotOfAnother(target),
    ),
    // Options: a domain, whose mappings carry its tags, and a web ACL.
    allow(["apigateway:POST"], [`${api}/domainnames`], ...isTaggedFor(target)),
    allow(
      actions`
        apigateway:AddCertificateToDomain apigateway:DELETE apigateway:PATCH apigateway:POST
        apigateway:RemoveCertificateFromDomain`,
      arns.domains,
      ...isNotOfAnother(target),
    ),
    allow(["apigateway:SetWebACL"], arns.apis, ...isOf(target)),
    // Neither does anything to a stage without the one above.
    allow(
      ["wafv2:AssociateWebACL", "wafv2:DisassociateWebACL"],
      [...arns.webAcls, ...arns.stages],
      ...isNotOfAnother(target),
    ),
    allow(
      actions`
        lambda:AddPermission lambda:CreateAlias lambda:CreateFunction lambda:DeleteAlias lambda:DeleteFunction
        lambda:DeleteFunctionConcurrency lambda:PutFunctionConcurrency lambda:PublishVersion lambda:PutFunctionRecursionConfig lambda:RemovePermission
        lambda:TagResource lambda:UntagResource lambda:UpdateAlias lambda:UpdateFunctionCode
        lambda:UpdateFunctionConfiguration`,
      arns.functions,
    ),
    // Creating one has no resource to name; the function that it feeds is the condition.
    allow(["lambda:CreateEventSourceMapping"], ["*"], ofOwnFunction),
    allow(
      ["lambda:DeleteEventSourceMapping", "lambda:UpdateEventSourceMapping"],
      arns.eventSourceMappings,
      ofOwnFunction,
      ...isNotOfAnother(target),
    ),
    allow(
      ["lambda:TagResource", "lambda:UntagResource"],
      arns.eventSourceMappings,
      ...isNotOfAnother(target),
    ),
    createRoles(arns.roles, workloadBoundaryArn(prefix, aws)),
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
    serviceRoles(aws),
    passRoles(arns.roles),
  ];
};

const functionArn = (test: string, { functions }: StackArns): Condition => ({
  test,
  variable: "lambda:FunctionArn",
  values: [...functions],
});

/** An event source that feeds one of these functions; and one of which no function is said. */
export const ofOwnFunctions = (arns: StackArns): readonly [own: Condition, ownOrNone: Condition] => [
  functionArn("ArnLike", arns),
  functionArn("ArnLikeIfExists", arns),
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
 * Roles that AWS creates in the name of the caller, once in an account: with its first REST API, and when throttled keys are
 * first shown. The service says which role.
 * https://docs.aws.amazon.com/apigateway/latest/developerguide/using-service-linked-roles.html
 * https://docs.aws.amazon.com/amazondynamodb/latest/developerguide/Contributor_Insights_IAM.html
 */
export const serviceRoles = ({ partition, accountId }: AwsEnvironment): Statement =>
  allow(
    ["iam:CreateServiceLinkedRole"],
    [`arn:${partition}:iam::${accountId}:role/aws-service-role/*`],
    equals(
      "iam:AWSServiceName",
      "ops.apigateway.amazonaws.com",
      "contributorinsights.dynamodb.amazonaws.com",
    ),
  );

/** The smoke test calls the API in a role of the environment's own stack, which knows the API's id. */
export const smokePermissions = ({ aws, prefix }: DeployTarget): Statement[] => [
  allow(["sts:AssumeRole"], [smokeRoleArn(prefix, aws)]),
];
