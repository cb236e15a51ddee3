// Authorizes a request: by its IAM signature, or by a Lambda authorizer.
import type { HttpRequest } from "../../../core/http.ts";
import { GatewayError } from "../request/gateway-error.ts";
import { type Invocation, toMethodArn } from "../request/invocation.ts";
import type { Progress } from "../request/progress.ts";
import type { RequestContext } from "../request/request-context.ts";
import { type AuthorizationDeps, authorizeSignature } from "./authorize-signature.ts";
import { decide } from "./authorizer-response.ts";
import { type Authorizer, type InvokeAuthorizerDeps, invokeAuthorizer } from "./invoke-authorizer.ts";

export type MethodAuthorization =
  | { readonly kind: "none" }
  /** AWS_IAM: only signed requests come in. */
  | { readonly kind: "iam" }
  | { readonly kind: "custom"; readonly authorizer: Authorizer };

export type MethodAuthorizationDeps = AuthorizationDeps & InvokeAuthorizerDeps;

/** AWS's sentences: https://docs.aws.amazon.com/apigateway/latest/developerguide/call-api-with-api-gateway-lambda-authorization.html */
const denied = {
  explicitDeny: "User is not authorized to access this resource with an explicit deny",
  implicitDeny: "User is not authorized to access this resource",
} as const;

/**
 * What was kept is evaluated anew for each method. The authorizer's own words come before the decision, because the
 * gateway response of a denial may use them too. Nothing else ever writes `$context.authorizer`.
 */
const authorizeByFunction = async (
  deps: MethodAuthorizationDeps,
  authorizer: Authorizer,
  invocation: Invocation,
  progress: Progress,
): Promise<void> => {
  const methodArn = toMethodArn(deps.account, invocation, invocation.request.path);
  const { response, latency } = await invokeAuthorizer(deps, authorizer, invocation, methodArn).catch(
    (error: unknown) => {
      if (error instanceof GatewayError)
        progress.authorizer = { status: error.status, error: error.reason ?? error.message };
      throw error;
    },
  );
  progress.authorizer = { status: 200, latency };
  progress.context = {
    ...invocation.context,
    authorizer: { ...response.context, principalId: response.principalId, integrationLatency: latency },
  };
  const decision = decide(response, methodArn);
  if (decision !== "allow") throw new GatewayError("ACCESS_DENIED", denied[decision]);
};

/** The context with who calls. Throws a GatewayError for whom the method does not let in. */
export const authorizeRequest = async (
  deps: MethodAuthorizationDeps,
  authorization: MethodAuthorization,
  http: HttpRequest,
  invocation: Invocation,
  progress: Progress,
): Promise<RequestContext> => {
  if (authorization.kind === "iam") progress.context = authorizeSignature(deps, http, invocation);
  if (authorization.kind === "custom")
    await authorizeByFunction(deps, authorization.authorizer, invocation, progress);
  return progress.context;
};
