// Lets API Gateway ask a function who a bearer token speaks for, before anything else happens.
import { ApiGatewayAuthorizer } from "@cdktf/provider-aws/lib/api-gateway-authorizer/index.js";
import type { ApiGatewayRestApi } from "@cdktf/provider-aws/lib/api-gateway-rest-api/index.js";
import { LambdaPermission } from "@cdktf/provider-aws/lib/lambda-permission/index.js";
import { Construct } from "constructs";
import type { NodeFunction } from "../compute/node-function.ts";

/** What every method states that not anybody may call. */
export type MethodAuthorization =
  | { readonly authorization: "AWS_IAM" | "NONE" }
  | { readonly authorization: "CUSTOM"; readonly authorizerId: string };

export type CallerAuthorizerProps = {
  readonly api: ApiGatewayRestApi;
  readonly authorizer: Pick<NodeFunction, "function">;
  /** Seconds that the decision on a token is cached, for all routes. */
  readonly cacheSeconds: number;
};

export class CallerAuthorizer extends Construct {
  readonly id: string;

  constructor(scope: Construct, id: string, { api, authorizer, cacheSeconds }: CallerAuthorizerProps) {
    super(scope, id);
    const callers = new ApiGatewayAuthorizer(this, "authorizer", {
      restApiId: api.id,
      name: "callers",
      type: "REQUEST",
      authorizerUri: authorizer.function.invokeArn,
      // The key of the cache; a request without it is a 401 that costs no invocation.
      identitySource: "method.request.header.Authorization",
      authorizerResultTtlInSeconds: cacheSeconds,
    });
    new LambdaPermission(this, "permission", {
      action: "lambda:InvokeFunction",
      functionName: authorizer.function.functionName,
      principal: "apigateway.amazonaws.com",
      sourceArn: `${api.executionArn}/authorizers/${callers.id}`,
    });
    this.id = callers.id;
  }
}
