// Has a Lambda authorizer say who calls and what they may call, or remembers what it said.
// https://docs.aws.amazon.com/apigateway/latest/developerguide/apigateway-use-lambda-authorizer.html
import { type Account, toArn } from "../../../core/account.ts";
import type { InvokeFailure } from "../../../core/functions.ts";
import type { Authorizer } from "../load/load-authorizer.ts";
import {
  type AuthorizerResponse,
  authorizerConfigurationError,
  decodeAuthorizerResponse,
} from "./authorizer-response.ts";
import { type AuthorizerCache, toCacheKey } from "./authorizer-cache.ts";
import { toAuthorizerEvent } from "./authorizer-event.ts";
import { withinTimeout } from "../integration/within-timeout.ts";
import { GatewayError } from "../request/gateway-error.ts";
import type { Invocation } from "../request/invocation.ts";
import { type LambdaIntegrationDeps, permissionToInvoke } from "../integration/lambda-integration.ts";

export type InvokeAuthorizerDeps = LambdaIntegrationDeps & {
  readonly account: Account;
  readonly authorizerCache: AuthorizerCache;
  readonly now: () => Date;
};

/** `latency` in milliseconds: 0 for a result that was kept, as functions on AWS are told. */
export type AuthorizerResult = { readonly answer: AuthorizerResponse; readonly latency: number };

const unauthorized = (reason: string): GatewayError =>
  new GatewayError("UNAUTHORIZED", "Unauthorized", { reason });
const failure = (reason: string): GatewayError => new GatewayError("AUTHORIZER_FAILURE", "", { reason });

/** A function says "nobody I know" by throwing an error whose message is exactly this word. */
const toGatewayError = ({ kind, errorType, errorMessage }: InvokeFailure): GatewayError =>
  kind === "handled" && errorMessage === "Unauthorized"
    ? unauthorized("the authorizer threw Unauthorized")
    : failure(`the authorizer failed (${kind}): ${errorType}: ${errorMessage}`);

/** As a permission's `source_arn` names an authorizer. */
const toSourceArn = (account: Account, apiId: string, { id }: Authorizer): string =>
  toArn(account, "execute-api", `${apiId}/authorizers/${id}`);

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
  if (kept !== undefined) return { answer: kept, latency: 0 };
  const startedAt = deps.now().getTime();
  const answer = await invoke(deps, authorizer, invocation, methodArn);
  if (key !== undefined) deps.authorizerCache.put(key, answer, ttlSeconds);
  return { answer, latency: deps.now().getTime() - startedAt };
};
