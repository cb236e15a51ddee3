// For tests: a stack of resources without a file, and an API with a route of each kind.
import type { Attributes, Resource, ResourceType, Stack } from "../stack/resource-type.ts";
import {
  ApiGatewayAuthorizer,
  ApiGatewayDeployment,
  ApiGatewayGatewayResponse,
  ApiGatewayIntegration,
  ApiGatewayIntegrationResponse,
  ApiGatewayMethod,
  ApiGatewayMethodResponse,
  ApiGatewayModel,
  ApiGatewayRequestValidator,
  ApiGatewayResource,
  ApiGatewayRestApi,
  ApiGatewayStage,
} from "../resources/api-gateway.ts";
import { anAccount } from "./stack.ts";

export type TestStack = Stack & {
  /** Adds a resource; what comes back is what others refer to. */
  readonly add: <Config>(type: ResourceType<Config>, name: string, config: object) => Attributes;
};

export const makeTestStack = (): TestStack => {
  const resources = new Map<string, Resource<unknown>[]>();
  return {
    add: (type, name, input) => {
      const place = { address: `${type.type}.${name}`, name };
      const config = type.config.parse(input);
      const attributes = { ...input, ...type.computed(config, place, anAccount) };
      resources.set(type.type, [...(resources.get(type.type) ?? []), { ...place, config, attributes }]);
      return attributes;
    },
    of: <Config>(type: ResourceType<Config>) => (resources.get(type.type) ?? []) as Resource<Config>[],
    outputs: {},
    directory: "/nowhere",
  };
};

export const senderRole = "arn:aws:iam::000000000000:role/sender";
export const authorizerFunctionArn = "arn:aws:lambda:us-east-1:000000000000:function:authorizer";
export const readerArn = "arn:aws:lambda:us-east-1:000000000000:function:reader";

const toInvocationUri = (functionArn: string): string =>
  `arn:aws:apigateway:us-east-1:lambda:path/2015-03-31/functions/${functionArn}/invocations`;

const sendTemplate = [
  "Action=SendMessage&MessageBody=$util.urlEncode($input.body)",
  "&MessageAttribute.1.Name=request_id&MessageAttribute.1.Value.StringValue=$context.requestId",
].join("");

const model = JSON.stringify({
  $schema: "http://json-schema.org/draft-04/schema#",
  type: "object",
  required: ["id"],
  properties: { id: { type: "string", pattern: "^[a-z]+$" } },
});

export type ApiOptions = {
  /** With one, POST and GET are CUSTOM. */
  readonly authorizer?: object;
  readonly schema?: string;
  readonly post?: object;
  readonly send?: object;
  readonly accepted?: object;
  readonly refused?: object;
  readonly get?: object;
  readonly read?: object;
  readonly stage?: object;
  /** By response type. */
  readonly gatewayResponses?: Readonly<Record<string, object>>;
};

export type ApiParts = Readonly<
  Record<"api" | "jobs" | "job" | "health" | "deployment" | "stage", Attributes>
>;

/** POST /jobs → SQS, GET /jobs/{job_id} → function, GET /health → mock; the stage is `v1`. */
export const addApi = (stack: TestStack, options: ApiOptions = {}): ApiParts => {
  const api = stack.add(ApiGatewayRestApi, "api", { name: "jobs-api" });
  const rest_api_id = api["id"];
  const addResource = (name: string, parent_id: unknown, path_part: string): Attributes =>
    stack.add(ApiGatewayResource, name, { rest_api_id, parent_id, path_part });
  const jobs = addResource("jobs", api["root_resource_id"], "jobs");
  const job = addResource("job", jobs["id"], "{job_id}");
  const health = addResource("health", api["root_resource_id"], "health");

  stack.add(ApiGatewayModel, "job", {
    rest_api_id,
    name: "Job",
    content_type: "application/json",
    schema: options.schema ?? model,
  });
  const validator = stack.add(ApiGatewayRequestValidator, "all", {
    rest_api_id,
    name: "all",
    validate_request_body: true,
    validate_request_parameters: true,
  });
  const authorizer =
    options.authorizer &&
    stack.add(ApiGatewayAuthorizer, "tokens", {
      rest_api_id,
      name: "tokens",
      type: "REQUEST",
      authorizer_uri: toInvocationUri(authorizerFunctionArn),
      ...options.authorizer,
    });
  const authorization =
    authorizer === undefined
      ? { authorization: "NONE" }
      : { authorization: "CUSTOM", authorizer_id: authorizer["id"] };
  const post = { rest_api_id, resource_id: jobs["id"], http_method: "POST" };
  stack.add(ApiGatewayMethod, "post", {
    ...post,
    ...authorization,
    request_models: { "application/json": "Job" },
    request_validator_id: validator["id"],
    ...options.post,
  });
  stack.add(ApiGatewayIntegration, "send", {
    ...post,
    type: "AWS",
    integration_http_method: "POST",
    uri: "arn:aws:apigateway:us-east-1:sqs:path/000000000000/jobs",
    credentials: senderRole,
    request_parameters: { "integration.request.header.Content-Type": "'application/x-www-form-urlencoded'" },
    request_templates: { "application/json": sendTemplate },
    passthrough_behavior: "NEVER",
    ...options.send,
  });
  for (const status_code of ["202", "503", "500"]) {
    stack.add(ApiGatewayMethodResponse, `post-${status_code}`, {
      ...post,
      status_code,
      response_parameters: {
        "method.response.header.Content-Type": true,
        "method.response.header.X-Backend": true,
      },
    });
  }
  stack.add(ApiGatewayIntegrationResponse, "accepted", {
    ...post,
    status_code: "202",
    selection_pattern: "2\\d\\d",
    response_templates: {
      "application/json": `{"queued_as":"$input.path('$.SendMessageResponse.SendMessageResult.MessageId')"}`,
    },
    ...options.accepted,
  });
  stack.add(ApiGatewayIntegrationResponse, "busy", {
    ...post,
    status_code: "503",
    selection_pattern: "5\\d\\d",
    response_parameters: { "method.response.header.Content-Type": "'application/problem+json'" },
    response_templates: { "application/json": '{"status":503}' },
  });
  stack.add(ApiGatewayIntegrationResponse, "refused", {
    ...post,
    status_code: "500",
    response_parameters: { "method.response.header.X-Backend": "'sqs'" },
    response_templates: {
      "application/json": [
        "#set($code = $input.path('$.Error.Code'))",
        "#if($code == 'TooLong')#set($context.responseOverride.status = 413)",
        '#set($context.responseOverride.header.Retry-After = "9")#end',
        '{"code":"$code"}',
      ].join(""),
    },
    ...options.refused,
  });

  const get = { rest_api_id, resource_id: job["id"], http_method: "GET" };
  stack.add(ApiGatewayMethod, "get", { ...get, ...authorization, ...options.get });
  stack.add(ApiGatewayIntegration, "read", {
    ...get,
    type: "AWS_PROXY",
    integration_http_method: "POST",
    uri: toInvocationUri(readerArn),
    ...options.read,
  });

  const healthy = { rest_api_id, resource_id: health["id"], http_method: "GET" };
  stack.add(ApiGatewayMethod, "health", { ...healthy, authorization: "NONE" });
  stack.add(ApiGatewayIntegration, "ok", {
    ...healthy,
    type: "MOCK",
    request_templates: { "application/json": '{"statusCode": 200}' },
    passthrough_behavior: "NEVER",
  });
  stack.add(ApiGatewayMethodResponse, "healthy", { ...healthy, status_code: "200" });
  stack.add(ApiGatewayIntegrationResponse, "healthy", {
    ...healthy,
    status_code: "200",
    response_templates: { "application/json": '{"healthy":true}' },
  });

  for (const [response_type, config] of Object.entries(options.gatewayResponses ?? {})) {
    stack.add(ApiGatewayGatewayResponse, response_type, { rest_api_id, response_type, ...config });
  }
  const deployment = stack.add(ApiGatewayDeployment, "now", { rest_api_id });
  const stage = stack.add(ApiGatewayStage, "v1", {
    rest_api_id,
    deployment_id: deployment["id"],
    stage_name: "v1",
    ...options.stage,
  });
  return { api, jobs, job, health, deployment, stage };
};
