// The responses that API Gateway makes by itself, as problem details.
import { ApiGatewayGatewayResponse } from "@cdktf/provider-aws/lib/api-gateway-gateway-response/index.js";
import { problems, type Problem } from "@message-handler/api-contract/problems.ts";
import { Construct } from "constructs";
import type { Auth } from "../../config/auth.ts";
import { asParameters, corsHeaders, problemHeaders, problemTemplate } from "./responses.ts";

type AuthKind = Auth["kind"];

/**
 * Every response type, so that the status always agrees with the body:
 * https://docs.aws.amazon.com/apigateway/latest/developerguide/supported-gateway-response-types.html
 */
const byType = (auth: AuthKind): Readonly<Record<string, Problem>> => {
  // AWS answers "missing authentication token" to an unknown route too; without signatures it can only be that.
  const unsigned = auth === "iam" ? problems.forbidden : problems.routeNotFound;
  return {
    // The authorizer denies invalid credentials; IAM denies callers without permission.
    ACCESS_DENIED: auth === "jwt" ? problems.unauthorized : problems.forbidden,
    API_CONFIGURATION_ERROR: problems.internal,
    AUTHORIZER_CONFIGURATION_ERROR: problems.internal,
    AUTHORIZER_FAILURE: problems.internal,
    BAD_REQUEST_BODY: problems.invalidBody,
    BAD_REQUEST_PARAMETERS: problems.badRequest,
    EXPIRED_TOKEN: unsigned,
    INTEGRATION_FAILURE: problems.unavailable,
    INTEGRATION_TIMEOUT: problems.unavailable,
    INVALID_API_KEY: problems.forbidden,
    INVALID_SIGNATURE: unsigned,
    MISSING_AUTHENTICATION_TOKEN: unsigned,
    QUOTA_EXCEEDED: problems.tooManyRequests,
    REQUEST_TOO_LARGE: problems.tooLarge,
    RESOURCE_NOT_FOUND: problems.routeNotFound,
    THROTTLED: problems.tooManyRequests,
    UNAUTHORIZED: problems.unauthorized,
    UNSUPPORTED_MEDIA_TYPE: problems.unsupportedMediaType,
    WAF_FILTERED: problems.forbidden,
    DEFAULT_4XX: problems.badRequest,
    DEFAULT_5XX: problems.internal,
  };
};

/** RFC 6750 §3: no error without a token, and `invalid_token` for one that is not accepted. */
const challenges: Readonly<Record<string, string>> = {
  ACCESS_DENIED: `'Bearer error="invalid_token"'`,
  UNAUTHORIZED: "'Bearer'",
};

const headersOf = (responseType: string, problem: Problem, props: GatewayResponsesProps) => {
  const challenge = props.auth === "jwt" ? challenges[responseType] : undefined;
  return {
    ...problemHeaders(problem),
    ...(challenge === undefined ? {} : { "WWW-Authenticate": challenge }),
    ...corsHeaders(props.corsOrigin),
  };
};

export type GatewayResponsesProps = {
  readonly restApiId: string;
  readonly auth: AuthKind;
  readonly corsOrigin: string | undefined;
};

export class GatewayResponses extends Construct {
  constructor(scope: Construct, id: string, props: GatewayResponsesProps) {
    super(scope, id);
    for (const [responseType, problem] of Object.entries(byType(props.auth))) {
      new ApiGatewayGatewayResponse(this, responseType, {
        restApiId: props.restApiId,
        responseType,
        statusCode: `${problem.status}`,
        responseTemplates: { "application/json": problemTemplate(problem) },
        responseParameters: asParameters("gatewayresponse", headersOf(responseType, problem, props)),
      });
    }
  }
}
