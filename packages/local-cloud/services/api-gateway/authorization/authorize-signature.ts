// AWS_IAM: the request must be signed, and the signer allowed to call the method.
// https://docs.aws.amazon.com/apigateway/latest/developerguide/permissions.html
import type { HttpRequest } from "../../../core/http.ts";
import type { ServiceDeps } from "../../../endpoint/service-deps.ts";
import { readSignature } from "../../../endpoint/signature.ts";
import { GatewayError } from "../request/gateway-error.ts";
import { type Invocation, toMethodArn } from "../request/invocation.ts";
import { type RequestContext, withCaller } from "../request/request-context.ts";

export type AuthorizationDeps = Pick<ServiceDeps, "account" | "principals" | "authorize">;

const isSigned = (http: HttpRequest): boolean =>
  /^AWS4-HMAC-SHA256\s.*\bSignature=./.test(http.headers.authorization ?? "") ||
  /[?&]X-Amz-Signature=./.test(http.url);

const SERVICE = "execute-api";

/** The context with the caller. Throws MISSING_AUTHENTICATION_TOKEN, INVALID_SIGNATURE or ACCESS_DENIED. */
export const authorizeSignature = (
  { account, principals, authorize }: AuthorizationDeps,
  http: HttpRequest,
  invocation: Invocation,
): RequestContext => {
  const signature = isSigned(http) ? readSignature(http) : undefined;
  if (signature === undefined)
    throw new GatewayError("MISSING_AUTHENTICATION_TOKEN", "Missing Authentication Token");
  // Source: IAM User Guide, "Troubleshoot signed requests for AWS APIs"
  if (signature.service !== SERVICE)
    throw new GatewayError(
      "INVALID_SIGNATURE",
      `Credential should be scoped to correct service: '${SERVICE}'.`,
    );
  const caller = principals.principalOf(signature.accessKeyId);
  const arn = toMethodArn(account, invocation, invocation.request.path);
  const decision = authorize(caller, "execute-api:Invoke", arn);
  if (!decision.allowed) throw new GatewayError("ACCESS_DENIED", decision.message);
  return withCaller(invocation.context, account, signature.accessKeyId, caller);
};
