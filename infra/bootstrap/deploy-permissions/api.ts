// What `terraform apply` may change of an environment's REST API, and the calls of its smoke test.
import type { AwsEnvironment } from "../../constructs/shared/aws-environment.ts";
import type { Statement } from "../../constructs/shared/policy-document.ts";
import { allow, isNotOfAnother, isOf, isTaggedFor } from "../permission.ts";
import type { DeployTarget } from "../stack-arns.ts";

/**
 * Parts of a REST API carry its tags for access control:
 * https://docs.aws.amazon.com/apigateway/latest/developerguide/apigateway-tagging-supported-resources.html
 * (request validators are not in that list, so they go by their path).
 */
export const apiPermissions = ({ aws, arns, environment }: DeployTarget): Statement[] => {
  const { partition, region } = aws;
  const api = `arn:${partition}:apigateway:${region}::`;
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
  ];
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
