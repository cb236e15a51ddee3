// AWS_IAM: the request must be signed, and the signer allowed to call the method.
// https://docs.aws.amazon.com/apigateway/latest/developerguide/permissions.html
import { type Account, toArn } from "../../../core/account.ts";
import type { HttpRequest } from "../../../core/http.ts";
import type { Principals } from "../../../core/principals.ts";
import { readSignature } from "../../../endpoint/signature.ts";
import type { Authorize } from "../../../policy/authorize.ts";
import { type RequestContext, withCaller } from "../request/request-context.ts";
import { GatewayError } from "../request/gateway-error.ts";
import type { StageRequest } from "../request/stage-request.ts";

export type AuthorizationDeps = {
  readonly account: Account;
  readonly principals: Principals;
  readonly authorize: Authorize;
};

/** `arn:aws:execute-api:us-east-1:000000000000:APIID/STAGE/GET/jobs/1` */
export const toMethodArn = (
  account: Account,
  apiId: string,
  stage: string,
  method: string,
  path: string,
): string => toArn(account, SERVICE, `${apiId}/${stage}/${method}${path}`);

const isSigned = (http: HttpRequest): boolean =>
  /^AWS4-HMAC-SHA256\s.*\bSignature=./.test(http.headers.authorization ?? "") ||
  /[?&]X-Amz-Signature=./.test(http.url);

const SERVICE = "execute-api";

/** The context with the caller. Throws MISSING_AUTHENTICATION_TOKEN, INVALID_SIGNATURE or ACCESS_DENIED. */
export const authorizeSignature = (
  { account, principals, authorize }: AuthorizationDeps,
  http: HttpRequest,
  request: StageRequest,
  context: RequestContext,
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
  const arn = toMethodArn(account, String(context["apiId"]), request.stage, request.method, request.path);
  const decision = authorize(caller, "execute-api:Invoke", arn);
  if (!decision.allowed) throw new GatewayError("ACCESS_DENIED", decision.message);
  return withCaller(context, account, signature.accessKeyId, caller);
};
