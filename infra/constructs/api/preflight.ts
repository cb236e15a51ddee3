// Answers CORS preflights: from the gateway alone, for everybody, without a body.
import { ApiGatewayIntegration } from "@cdktf/provider-aws/lib/api-gateway-integration/index.js";
import { ApiGatewayIntegrationResponse } from "@cdktf/provider-aws/lib/api-gateway-integration-response/index.js";
import { ApiGatewayMethod } from "@cdktf/provider-aws/lib/api-gateway-method/index.js";
import { ApiGatewayMethodResponse } from "@cdktf/provider-aws/lib/api-gateway-method-response/index.js";
import type { ApiGatewayResource } from "@cdktf/provider-aws/lib/api-gateway-resource/index.js";
import { Construct } from "constructs";
import { asDeclarations, asParameters, corsHeaders } from "./responses.ts";

export type PreflightProps = {
  readonly resource: ApiGatewayResource;
  readonly origin: string;
  /** Of the resource: `["GET", "POST"]`. */
  readonly methods: readonly string[];
};

/** Request headers beyond those that CORS always allows: tokens, signatures, and JSON. */
const requestHeaders = [
  "authorization",
  "content-type",
  "x-amz-content-sha256",
  "x-amz-date",
  "x-amz-security-token",
];

/** Seconds that a browser may cache the response: two hours is Chromium's maximum. */
const maxAgeSeconds = 7200;

export class Preflight extends Construct {
  constructor(scope: Construct, id: string, { resource, origin, methods }: PreflightProps) {
    super(scope, id);
    const method = new ApiGatewayMethod(this, "options", {
      restApiId: resource.restApiId,
      resourceId: resource.id,
      httpMethod: "OPTIONS",
      // Browsers send preflights without credentials: https://fetch.spec.whatwg.org/#cors-preflight-fetch
      authorization: "NONE",
    });
    const { restApiId, resourceId, httpMethod } = method;
    const route = { restApiId, resourceId, httpMethod };
    const integration = new ApiGatewayIntegration(this, "answer", {
      ...route,
      type: "MOCK",
      requestTemplates: { "application/json": '{"statusCode":204}' },
      passthroughBehavior: "NEVER",
    });
    const responseParameters = asParameters("method.response", {
      ...corsHeaders(origin),
      "Access-Control-Allow-Methods": `'${methods.toSorted().join(",")}'`,
      "Access-Control-Allow-Headers": `'${requestHeaders.join(",")}'`,
      "Access-Control-Max-Age": `'${maxAgeSeconds}'`,
    });
    const response = new ApiGatewayMethodResponse(this, "answers-204", {
      ...route,
      statusCode: "204",
      responseParameters: asDeclarations(responseParameters),
    });
    new ApiGatewayIntegrationResponse(this, "on-204", {
      ...route,
      statusCode: "204",
      selectionPattern: "204",
      responseParameters,
      dependsOn: [integration, response],
    });
  }
}
