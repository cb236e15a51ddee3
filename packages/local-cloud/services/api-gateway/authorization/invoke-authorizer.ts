// Invokes a Lambda authorizer to learn who calls and what they may call, or takes its cached response.
// https://docs.aws.amazon.com/apigateway/latest/developerguide/apigateway-use-lambda-authorizer.html
import { type Account, toArn } from "../../../core/account.ts";
import type { InvokeFailure } from "../../../core/functions.ts";
import { toEventHeaders } from "../integration/lambda-proxy-event.ts";
import {
  type LambdaIntegrationDeps,
  type LambdaTarget,
  permissionToInvoke,
} from "../integration/lambda-integration.ts";
import { withinTimeout } from "../integration/within-timeout.ts";
import { GatewayError } from "../request/gateway-error.ts";
import { type Invocation, lastValues } from "../request/invocation.ts";
import { type AuthorizerCache, toCacheKey } from "./authorizer-cache.ts";
import {
  authorizerConfigurationError,
  type AuthorizerResponse,
  decodeAuthorizerResponse,
} from "./authorizer-response.ts";

export type Authorizer = {
  readonly id: string;
  /** The headers that tell who calls, in lower case: what a result is kept under. */
  readonly identityHeaders: readonly string[];
  /** For how long a result is kept; 0: each request is asked about. */
  readonly ttlSeconds: number;
  readonly target: LambdaTarget;
};

export type InvokeAuthorizerDeps = LambdaIntegrationDeps & {
  readonly account: Account;
  readonly authorizerCache: AuthorizerCache;
  readonly now: () => Date;
};

/** `latency` in milliseconds: 0 for a result that was kept, as functions on AWS are told. */
type AuthorizerResult = { readonly response: AuthorizerResponse; readonly latency: number };

const unauthorized = (reason: string): GatewayError =>
  new GatewayError("UNAUTHORIZED", "Unauthorized", { reason });
const failure = (reason: string): GatewayError => new GatewayError("AUTHORIZER_FAILURE", "", { reason });

/** A function refuses a caller by throwing an error whose message is exactly this word. */
const toGatewayError = ({ kind, errorType, errorMessage }: InvokeFailure): GatewayError =>
  kind === "handled" && errorMessage === "Unauthorized"
    ? unauthorized("the authorizer threw Unauthorized")
    : failure(`the authorizer failed (${kind}): ${errorType}: ${errorMessage}`);

/** As a permission's `source_arn` names an authorizer. */
const toSourceArn = (account: Account, apiId: string, { id }: Authorizer): string =>
  toArn(account, "execute-api", `${apiId}/authorizers/${id}`);

/**
 * The event of a REQUEST authorizer: the request without its body. What there is none of is an empty object.
 * https://docs.aws.amazon.com/apigateway/latest/developerguide/api-gateway-lambda-authorizer-input.html
 */
const toAuthorizerEvent = (invocation: Invocation, methodArn: string): string => {
  const { request, context, pathParameters, resourcePath } = invocation;
  return JSON.stringify({
    type: "REQUEST",
    methodArn,
    resource: resourcePath,
    path: request.path,
    httpMethod: request.method,
    ...toEventHeaders(invocation),
    queryStringParameters: lastValues(request.query),
    multiValueQueryStringParameters: Object.fromEntries(request.query),
    pathParameters,
    stageVariables: {},
    requestContext: context,
  });
};

const invoke = async (
  deps: InvokeAuthorizerDeps,
  authorizer: Authorizer,
  invocation: Invocation,
  methodArn: string,
): Promise<AuthorizerResponse> => {
  const { target } = authorizer;
  const sourceArn = toSourceArn(deps.account, String(invocation.context["apiId"]), authorizer);
  const decision = permissionToInvoke(deps, target, sourceArn);
  if (!decision.allowed)
    throw authorizerConfigurationError(`API Gateway may not invoke the authorizer: ${decision.message}`);
  const expired = (): GatewayError =>
    failure(`the authorizer did not answer within ${target.timeoutMilliseconds} ms`);
  const event = toAuthorizerEvent(invocation, methodArn);
  const result = await withinTimeout(
    target.timeoutMilliseconds,
    () => deps.functions.invoke(target.functionArn, event),
    expired,
  );
  if (!result.ok) throw toGatewayError(result.error);
  return decodeAuthorizerResponse(result.payload);
};

/**
 * Throws UNAUTHORIZED, without any call, when results are kept and the request lacks what they are kept under
 * (https://docs.aws.amazon.com/apigateway/latest/developerguide/configure-api-gateway-lambda-authorization.html);
 * or UNAUTHORIZED, AUTHORIZER_FAILURE, AUTHORIZER_CONFIGURATION_ERROR after a call, none of which is kept.
 */
export const invokeAuthorizer = async (
  deps: InvokeAuthorizerDeps,
  authorizer: Authorizer,
  invocation: Invocation,
  methodArn: string,
): Promise<AuthorizerResult> => {
  const { request } = invocation;
  const { id, identityHeaders, ttlSeconds } = authorizer;
  const identity = identityHeaders.map((name) => request.headers[name] ?? "");
  if (ttlSeconds > 0 && identity.some((value) => value.trim() === ""))
    throw unauthorized(`the request lacks one of the headers ${identityHeaders.join(", ")}`);

  const key = ttlSeconds > 0 ? toCacheKey(request.stage, id, identity) : undefined;
  const kept = key === undefined ? undefined : deps.authorizerCache.get(key);
  if (kept !== undefined) return { response: kept, latency: 0 };
  const startedAt = deps.now().getTime();
  const response = await invoke(deps, authorizer, invocation, methodArn);
  if (key !== undefined) deps.authorizerCache.put(key, response, ttlSeconds);
  return { response, latency: deps.now().getTime() - startedAt };
};
