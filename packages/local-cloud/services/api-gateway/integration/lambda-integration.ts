// Invokes a function as an integration of type AWS_PROXY does.
import type { HttpResponse } from "../../../core/http.ts";
import type { Authorize, Decision } from "../../../policy/authorize.ts";
import type { Functions } from "../../../core/functions.ts";
import { withinTimeout } from "./within-timeout.ts";
import { configurationError, GatewayError } from "../request/gateway-error.ts";
import type { Invocation } from "../request/invocation.ts";
import { malformedResponse, toProxyResponse } from "./lambda-proxy-response.ts";
import { toProxyEvent } from "./lambda-proxy-event.ts";

export type LambdaTarget = {
  readonly functionArn: string;
  readonly timeoutMilliseconds: number;
};

export type LambdaIntegrationDeps = {
  readonly authorize: Authorize;
  readonly functions: Functions;
};

/** `sourceArn`: the method (with the resource's path) or the authorizer, as a permission's `source_arn` names it. */
export const permissionToInvoke = (
  { authorize }: LambdaIntegrationDeps,
  { functionArn }: LambdaTarget,
  sourceArn: string,
): Decision => {
  const caller = { kind: "service", name: "apigateway.amazonaws.com" } as const;
  const context = { "aws:SourceArn": sourceArn, "aws:SourceAccount": sourceArn.split(":")[4] ?? "" };
  return authorize(caller, "lambda:InvokeFunction", functionArn, context);
};

/** Throws API_CONFIGURATION_ERROR, INTEGRATION_TIMEOUT, or INTEGRATION_FAILURE (502, or 500 when throttled). */
export const callLambda = async (
  deps: LambdaIntegrationDeps,
  target: LambdaTarget,
  methodArn: string,
  invocation: Invocation,
): Promise<HttpResponse> => {
  const decision = permissionToInvoke(deps, target, methodArn);
  if (!decision.allowed)
    throw configurationError(`invalid permissions on Lambda function: ${decision.message}`);
  const event = toProxyEvent(invocation);
  // The function goes on when the time is up, as it does on AWS; only nobody waits for it any more.
  const result = await withinTimeout(target.timeoutMilliseconds, () =>
    deps.functions.invoke(target.functionArn, event),
  );
  if (result.ok) return toProxyResponse(result.payload);
  const { kind, errorType, errorMessage } = result.error;
  const reason = `Lambda execution failed (${kind}): ${errorType}: ${errorMessage}`;
  if (kind === "throttled")
    throw new GatewayError("INTEGRATION_FAILURE", "Internal server error", { status: 500, reason });
  throw malformedResponse(reason);
};
