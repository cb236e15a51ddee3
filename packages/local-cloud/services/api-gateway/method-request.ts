// The method request: route, authorization, limits, validation.
import type { HttpRequest } from "../../core/http.ts";
import { authorizeRequest, type MethodAuthorizationDeps } from "./authorization/authorize-request.ts";
import type { Method } from "./load/load-apis.ts";
import type { Stage } from "./load/load-stages.ts";
import { GatewayError } from "./request/gateway-error.ts";
import type { Invocation } from "./request/invocation.ts";
import type { Progress } from "./request/progress.ts";
import type { StageRequest } from "./request/stage-request.ts";
import { validateBody } from "./request/validate-body.ts";

const findMethod = (stage: Stage, request: StageRequest) => {
  let match: ReturnType<Stage["api"]["route"]>;
  try {
    match = stage.api.route(request.path);
  } catch {
    throw new GatewayError("DEFAULT_4XX", "Bad Request"); // a broken percent sequence
  }
  const method = match?.value.get(request.method);
  if (match === undefined || method === undefined) {
    // AWS's way of saying that there is no such route.
    throw new GatewayError("MISSING_AUTHENTICATION_TOKEN", "Missing Authentication Token");
  }
  return { method, pathParameters: match.pathParameters };
};

/**
 * Throws a GatewayError for a request that ends here. AWS's execution logs tell of the authorizer before the usage
 * plan and the start of the execution, and of the validation after that. Where limits of a stage stand is not
 * documented; here they do not count who is turned away.
 */
export const acceptMethodRequest = async (
  deps: MethodAuthorizationDeps,
  stage: Stage,
  http: HttpRequest,
  request: StageRequest,
  progress: Progress,
): Promise<{ readonly method: Method; readonly invocation: Invocation }> => {
  const { method, pathParameters } = findMethod(stage, request);
  const { resourceId, resourcePath } = method;
  progress.method = method;
  progress.context = { ...progress.context, resourceId, resourcePath };
  const anonymous = { request, pathParameters, resourcePath, context: progress.context };
  const context = await authorizeRequest(deps, method.authorization, http, anonymous, progress);
  if (!stage.throttle(method)()) throw new GatewayError("THROTTLED", "Too Many Requests");
  validateBody(method.bodyChecks, request);
  return { method, invocation: { ...anonymous, context } };
};
