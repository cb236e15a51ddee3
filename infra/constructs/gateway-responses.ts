// What API Gateway says by itself, as problem details.
import { ApiGatewayGatewayResponse } from "@cdktf/provider-aws/lib/api-gateway-gateway-response/index.js";
import { Construct } from "constructs";
import { problemContentType, problems, problemTemplate, type Problem } from "./problem.ts";

/** https://docs.aws.amazon.com/apigateway/latest/developerguide/supported-gateway-response-types.html */
const byType = (isOpen: boolean): Readonly<Record<string, Problem>> => ({
  BAD_REQUEST_BODY: problems.invalidBody,
  // AWS answers an unsigned request and an unknown route alike; where nothing is signed it can only be the route.
  MISSING_AUTHENTICATION_TOKEN: isOpen ? problems.notFound : problems.forbidden,
  ACCESS_DENIED: problems.forbidden,
  REQUEST_TOO_LARGE: problems.tooLarge,
  UNSUPPORTED_MEDIA_TYPE: problems.unsupportedMediaType,
  THROTTLED: problems.tooManyRequests,
  QUOTA_EXCEEDED: problems.tooManyRequests,
  INTEGRATION_FAILURE: problems.unavailable,
  INTEGRATION_TIMEOUT: problems.unavailable,
});

const fallbacks: Readonly<Record<string, Problem>> = {
  DEFAULT_4XX: problems.badRequest,
  DEFAULT_5XX: problems.internal,
};

export type GatewayResponsesProps = {
  readonly restApiId: string;
  /** No request needs a signature. */
  readonly isOpen: boolean;
};

export class GatewayResponses extends Construct {
  constructor(scope: Construct, id: string, props: GatewayResponsesProps) {
    super(scope, id);
    const add = (responseType: string, problem: Problem, statusCode?: string) =>
      new ApiGatewayGatewayResponse(this, responseType, {
        restApiId: props.restApiId,
        responseType,
        ...(statusCode === undefined ? {} : { statusCode }),
        responseTemplates: { "application/json": problemTemplate(problem) },
        responseParameters: {
          "gatewayresponse.header.Content-Type": `'${problemContentType}'`,
          ...(problem.status === 429 || problem.status === 503
            ? { "gatewayresponse.header.Retry-After": "'1'" }
            : {}),
        },
      });
    for (const [type, problem] of Object.entries(byType(props.isOpen)))
      add(type, problem, `${problem.status}`);
    for (const [type, problem] of Object.entries(fallbacks)) add(type, problem);
  }
}
