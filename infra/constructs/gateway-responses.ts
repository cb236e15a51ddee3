// What API Gateway says by itself, as problem details.
import { ApiGatewayGatewayResponse } from "@cdktf/provider-aws/lib/api-gateway-gateway-response/index.js";
import { Construct } from "constructs";
import { problemContentType, problems, problemTemplate, type Problem } from "./problem.ts";

/**
 * Every type there is, so that the status always agrees with the body:
 * https://docs.aws.amazon.com/apigateway/latest/developerguide/supported-gateway-response-types.html
 */
const byType = (isOpen: boolean): Readonly<Record<string, Problem>> => ({
  ACCESS_DENIED: problems.forbidden,
  API_CONFIGURATION_ERROR: problems.internal,
  AUTHORIZER_CONFIGURATION_ERROR: problems.internal,
  AUTHORIZER_FAILURE: problems.internal,
  BAD_REQUEST_BODY: problems.invalidBody,
  BAD_REQUEST_PARAMETERS: problems.badRequest,
  EXPIRED_TOKEN: problems.forbidden,
  INTEGRATION_FAILURE: problems.unavailable,
  INTEGRATION_TIMEOUT: problems.unavailable,
  INVALID_API_KEY: problems.forbidden,
  INVALID_SIGNATURE: problems.forbidden,
  // AWS answers an unsigned request and an unknown route alike; where nothing is signed it can only be the route.
  MISSING_AUTHENTICATION_TOKEN: isOpen ? problems.notFound : problems.forbidden,
  QUOTA_EXCEEDED: problems.tooManyRequests,
  REQUEST_TOO_LARGE: problems.tooLarge,
  RESOURCE_NOT_FOUND: problems.notFound,
  THROTTLED: problems.tooManyRequests,
  UNAUTHORIZED: problems.unauthorized,
  UNSUPPORTED_MEDIA_TYPE: problems.unsupportedMediaType,
  WAF_FILTERED: problems.forbidden,
  DEFAULT_4XX: problems.badRequest,
  DEFAULT_5XX: problems.internal,
});

export type GatewayResponsesProps = {
  readonly restApiId: string;
  /** No request needs a signature. */
  readonly isOpen: boolean;
};

export class GatewayResponses extends Construct {
  constructor(scope: Construct, id: string, props: GatewayResponsesProps) {
    super(scope, id);
    for (const [responseType, problem] of Object.entries(byType(props.isOpen))) {
      const mayPass = problem.status === 429 || problem.status === 503;
      new ApiGatewayGatewayResponse(this, responseType, {
        restApiId: props.restApiId,
        responseType,
        statusCode: `${problem.status}`,
        responseTemplates: { "application/json": problemTemplate(problem) },
        responseParameters: {
          "gatewayresponse.header.Content-Type": `'${problemContentType}'`,
          ...(mayPass ? { "gatewayresponse.header.Retry-After": "'1'" } : {}),
        },
      });
    }
  }
}
