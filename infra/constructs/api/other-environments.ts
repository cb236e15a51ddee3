// Keeps the roles of the account's other environments out of an API whose callers sign: what caps those roles cannot name
// an API whose id is not known, so the API itself says no.
import { ApiGatewayRestApiPolicy } from "@cdktf/provider-aws/lib/api-gateway-rest-api-policy/index.js";
import type { ApiGatewayRestApi } from "@cdktf/provider-aws/lib/api-gateway-rest-api/index.js";
import { Construct } from "constructs";
import { arnLike, everyone, policyJson, type Statement } from "../shared/policy-document.ts";
import type { StackContext } from "../shared/stack-context.ts";

export type OtherEnvironmentsProps = {
  readonly context: StackContext;
  readonly api: ApiGatewayRestApi;
  /** Whether browsers ask first, unsigned. */
  readonly hasPreflight: boolean;
};

export class OtherEnvironments extends Construct {
  /** It allows no signed call, which is for IAM to do. */
  constructor(scope: Construct, id: string, { context, api, hasPreflight }: OtherEnvironmentsProps) {
    super(scope, id);
    const { aws, prefix, project } = context;
    const roles = `arn:${aws.partition}:iam::${aws.accountId}:role`;
    const denied: Statement = {
      sid: "NoRoleOfAnotherEnvironment",
      effect: "Deny",
      principals: [everyone],
      actions: ["execute-api:Invoke"],
      resources: [`${api.executionArn}/*`],
      condition: [
        arnLike("aws:PrincipalArn", `${roles}/${project}-*`),
        { ...arnLike("aws:PrincipalArn", `${roles}/${prefix}-*`), test: "ArnNotLike" },
      ],
    };
    // Where there is a policy an unsigned call needs a permission:
    // https://docs.aws.amazon.com/apigateway/latest/developerguide/apigateway-authorization-flow.html
    const preflight: Statement = {
      sid: "Preflight",
      principals: [everyone],
      actions: ["execute-api:Invoke"],
      resources: [`${api.executionArn}/*/OPTIONS/*`],
    };
    new ApiGatewayRestApiPolicy(this, "policy", {
      restApiId: api.id,
      policy: policyJson(this, "document", hasPreflight ? [denied, preflight] : [denied]),
    });
  }
}
