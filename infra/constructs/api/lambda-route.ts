// GET: hands the request to the function.
import { ApiGatewayIntegration } from "@cdktf/provider-aws/lib/api-gateway-integration/index.js";
import { ApiGatewayMethod } from "@cdktf/provider-aws/lib/api-gateway-method/index.js";
import type { ApiGatewayResource } from "@cdktf/provider-aws/lib/api-gateway-resource/index.js";
import { LambdaPermission } from "@cdktf/provider-aws/lib/lambda-permission/index.js";
import type { Route } from "@message-handler/api-contract/routes.ts";
import { Construct } from "constructs";
import type { MethodAuthorization } from "./caller-authorizer.ts";
import type { NodeFunction } from "../compute/node-function.ts";

export type LambdaRouteProps = {
  readonly route: Pick<Route, "method" | "path">;
  readonly resource: ApiGatewayResource;
  readonly authorization: MethodAuthorization;
  readonly target: Pick<NodeFunction, "function">;
  /** `<execution-arn>/v1`: who may invoke the function is the route of this stage alone. */
  readonly stageArn: string;
};

export class LambdaRoute extends Construct {
  constructor(scope: Construct, id: string, props: LambdaRouteProps) {
    super(scope, id);
    const { route, resource, authorization, target, stageArn } = props;
    const method = new ApiGatewayMethod(this, "get", {
      restApiId: resource.restApiId,
      resourceId: resource.id,
      httpMethod: route.method,
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
      // A parameter may stand there by its name or by its value.
      sourceArn: `${stageArn}/${route.method}${route.path.replaceAll(/\{\w+\}/g, "*")}`,
    });
  }
}
