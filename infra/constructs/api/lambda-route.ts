// GET: hands the request to the function.
import { ApiGatewayIntegration } from "@cdktf/provider-aws/lib/api-gateway-integration/index.js";
import { ApiGatewayMethod } from "@cdktf/provider-aws/lib/api-gateway-method/index.js";
import type { ApiGatewayResource } from "@cdktf/provider-aws/lib/api-gateway-resource/index.js";
import { LambdaPermission } from "@cdktf/provider-aws/lib/lambda-permission/index.js";
import { Construct } from "constructs";
import type { MethodAuthorization } from "./caller-authorizer.ts";
import type { NodeFunction } from "../compute/node-function.ts";

export type LambdaRouteProps = {
  readonly resource: ApiGatewayResource;
  readonly authorization: MethodAuthorization;
  readonly target: Pick<NodeFunction, "function">;
  /**
   * The ARN of the calls that reach the function, up to the method; a parameter may stand in the path by its name or
   * by its value: `<execution-arn>/v1/GET/messages/*`.
   */
  readonly sourceArn: string;
};

export class LambdaRoute extends Construct {
  constructor(scope: Construct, id: string, props: LambdaRouteProps) {
    super(scope, id);
    const { resource, authorization, target, sourceArn } = props;
    const method = new ApiGatewayMethod(this, "get", {
      restApiId: resource.restApiId,
      resourceId: resource.id,
      httpMethod: "GET",
      ...authorization,
    });
    new ApiGatewayIntegration(this, "reader", {
      restApiId: method.restApiId,
      resourceId: method.resourceId,
      httpMethod: method.httpMethod,
      type: "AWS_PROXY",
      integrationHttpMethod: "POST",
      uri: target.function.invokeArn,
    });
    new LambdaPermission(this, "permission", {
      action: "lambda:InvokeFunction",
      functionName: target.function.functionName,
      principal: "apigateway.amazonaws.com",
      sourceArn,
    });
  }
}
