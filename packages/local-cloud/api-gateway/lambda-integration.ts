// Invokes a function as an integration of type AWS_PROXY does.
import type { HttpResponse } from "../aws/http.ts";
import type { Principal } from "../aws/principals.ts";
import type { Authorize, CanAssume } from "../iam/authorize.ts";
import type { Functions } from "../lambda/functions.ts";
import { withinTimeout } from "./deadline.ts";
import { configurationFault, GatewayFault } from "./gateway-fault.ts";
import type { Invocation } from "./invocation.ts";
import { malformedAnswer, toProxyResponse } from "./lambda-proxy-answer.ts";
import { toProxyEvent } from "./lambda-proxy-event.ts";

export type LambdaTarget = {
  readonly functionArn: string;
  /** Without a role the function's own permissions decide. */
  readonly roleArn: string | undefined;
  readonly timeoutMilliseconds: number;
};

export type LambdaIntegrationDeps = {
  readonly authorize: Authorize;
  readonly canAssume: CanAssume;
  readonly functions: Functions;
};

const service = "apigateway.amazonaws.com";

const callerOf = (deps: LambdaIntegrationDeps, roleArn: string | undefined): Principal => {
  if (roleArn === undefined) return { kind: "service", name: service };
  const verdict = deps.canAssume(roleArn, service);
  if (!verdict.allowed) throw configurationFault(verdict.message);
  return { kind: "role", arn: roleArn };
};

/** `methodArn`: the method as a permission's `source_arn` names it, with the resource's path. */
const checkPermission = (deps: LambdaIntegrationDeps, target: LambdaTarget, methodArn: string): void => {
  const caller = callerOf(deps, target.roleArn);
  const context = { "aws:SourceArn": methodArn, "aws:SourceAccount": methodArn.split(":")[4] ?? "" };
  const verdict = deps.authorize(caller, "lambda:InvokeFunction", target.functionArn, context);
  if (!verdict.allowed)
    throw configurationFault(`invalid permissions on Lambda function: ${verdict.message}`);
};

/** Throws API_CONFIGURATION_ERROR, INTEGRATION_TIMEOUT, or INTEGRATION_FAILURE (502, or 500 when throttled). */
export const callLambda = async (
  deps: LambdaIntegrationDeps,
  target: LambdaTarget,
  methodArn: string,
  invocation: Invocation,
): Promise<HttpResponse> => {
  checkPermission(deps, target, methodArn);
  const event = toProxyEvent(invocation);
  // The function goes on when the time is up, as it does on AWS; only nobody waits for it any more.
  const result = await withinTimeout(target.timeoutMilliseconds, () =>
    deps.functions.invoke(target.functionArn, event),
  );
  if (result.ok) return toProxyResponse(result.payload);
  const { kind, errorType, errorMessage } = result.error;
  const reason = `Lambda execution failed (${kind}): ${errorType}: ${errorMessage}`;
  if (kind === "throttled")
    throw new GatewayFault("INTEGRATION_FAILURE", "Internal server error", { status: 500, reason });
  throw malformedAnswer(reason);
};
