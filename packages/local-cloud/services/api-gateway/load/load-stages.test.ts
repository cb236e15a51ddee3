import { expect } from "chai";
import { loadStages } from "./load-stages.ts";
import {
  ApiGatewayDeployment,
  ApiGatewayIntegration,
  ApiGatewayIntegrationResponse,
  ApiGatewayMethod,
  ApiGatewayMethodSettings,
  ApiGatewayModel,
  ApiGatewayResource,
  ApiGatewayRestApi,
  ApiGatewayStage,
} from "../../../resources/api-gateway.ts";
import {
  addApi,
  type ApiOptions,
  type ApiParts,
  makeTestStack,
  type TestStack,
} from "../../../testing/gateway-stack.ts";
import { anAccount } from "../../../testing/stack.ts";

const load = (options: ApiOptions = {}, more?: (stack: TestStack, parts: ApiParts) => void) => {
  const stack = makeTestStack();
  more?.(stack, addApi(stack, options));
  if (more === undefined) addApi(stack, options);
  return loadStages(stack, anAccount, () => new Date());
};

const accessLog = (format: string, destination_arn = "arn:aws:logs:us-east-1:000000000000:log-group:x") => ({
  stage: { access_log_settings: { destination_arn, format } },
});
const template = (text: string): ApiOptions => ({
  send: { request_templates: { "application/json": text } },
});

const withModel = (schema: string) =>
  load({}, (stack, { api }) =>
    stack.add(ApiGatewayModel, "m", {
      rest_api_id: api["id"],
      name: "M",
      content_type: "application/json",
      schema,
    }),
  );

describe("loading API Gateway's stages", () => {
  it("finds the stages of a sound API", () => {
    const stages = load();
    expect([...stages.keys()]).to.deep.equal(["v1"]);
    expect(
      stages.get("v1")?.api.methods.map(({ httpMethod, resourcePath }) => `${httpMethod} ${resourcePath}`),
    ).to.deep.equal(["POST /jobs", "GET /jobs/{job_id}", "GET /health"]);
  });

  const refused: readonly (readonly [string, ApiOptions, string])[] = [
    [
      "a template it cannot trust",
      template("a\n$nobody"),
      "aws_api_gateway_integration.send: the template for application/json: line 2: $nobody is never set",
    ],
    [
      "a response template it cannot trust",
      { accepted: { response_templates: { "application/json": "#if(true)" } } },
      "aws_api_gateway_integration_response.accepted: the template for application/json: line 1: #if is never closed",
    ],
    [
      "a model that there is not",
      { post: { request_models: { "application/json": "Nope" } } },
      "aws_api_gateway_method.post: there is no model Nope",
    ],
    [
      "a validator that there is not",
      { post: { request_validator_id: "nope" } },
      "aws_api_gateway_method.post: the request validator is none of this API",
    ],
    [
      "a response without a method response",
      { accepted: { status_code: "201" } },
      "aws_api_gateway_integration_response.accepted: the method has no method response 201",
    ],
    [
      "a header that the method response does not declare",
      { accepted: { response_parameters: { "method.response.header.X-No": "'x'" } } },
      "method.response.header.X-No is not among the response_parameters of aws_api_gateway_method_response.post-202",
    ],
    [
      "two patterns for one status",
      { accepted: { selection_pattern: "2\\d\\d|503" } },
      "aws_api_gateway_integration.send: more than one selection_pattern matches the status 503",
    ],
    [
      "two default responses",
      { accepted: { selection_pattern: "" } },
      "aws_api_gateway_integration.send: more than one integration response has no selection_pattern",
    ],
    [
      "a broken pattern",
      { accepted: { selection_pattern: "2(" } },
      "aws_api_gateway_integration_response.accepted: Invalid regular expression",
    ],
    [
      "a header that is not to be mapped",
      { send: { request_parameters: { "integration.request.header.Authorization": "'x'" } } },
      "the header Authorization cannot be mapped",
    ],
    [
      "a path parameter of an integration",
      { send: { request_parameters: { "integration.request.path.x": "'x'" } } },
      "integration.request.path.x is not supported",
    ],
    [
      "a query parameter of an integration",
      { send: { request_parameters: { "integration.request.querystring.x": "'x'" } } },
      "the parameter integration.request.querystring.x is not supported",
    ],
    ...["method.request.header.Y", "context.stage", "integration.response.header.a"].map(
      (source): readonly [string, ApiOptions, string] => [
        `a header that is mapped from ${source}`,
        { send: { request_parameters: { "integration.request.header.X": source } } },
        `aws_api_gateway_integration.send: the mapping ${source} is not supported`,
      ],
    ),
    [
      "a response header that is mapped from the backend's",
      {
        refused: {
          response_parameters: { "method.response.header.X-Backend": "integration.response.header.a" },
        },
      },
      "aws_api_gateway_integration_response.refused: the mapping integration.response.header.a is not supported",
    ],
    [
      "a header of a gateway response that is mapped from the request",
      {
        gatewayResponses: {
          DEFAULT_4XX: {
            response_parameters: { "gatewayresponse.header.X": "method.request.header.Origin" },
          },
        },
      },
      "aws_api_gateway_gateway_response.DEFAULT_4XX: the mapping method.request.header.Origin is not supported",
    ],
    ...["WHEN_NO_MATCH", "WHEN_NO_TEMPLATES"].map(
      (passthrough_behavior): readonly [string, ApiOptions, string] => [
        `bodies that pass through ${passthrough_behavior}`,
        { send: { passthrough_behavior } },
        `aws_api_gateway_integration.send: the passthrough_behavior ${passthrough_behavior} is not supported`,
      ],
    ),
    [
      "a mapping without quotation marks",
      { send: { request_parameters: { "integration.request.header.X": "literal" } } },
      "the mapping literal is not supported",
    ],
    [
      "another service",
      { send: { uri: "arn:aws:apigateway:us-east-1:sns:path//" } },
      "aws_api_gateway_integration.send: the uri",
    ],
    [
      "another account's queue",
      { send: { uri: "arn:aws:apigateway:us-east-1:sqs:path/111111111111/jobs" } },
      "is no queue of this account",
    ],
    [
      "an action URI",
      { send: { uri: "arn:aws:apigateway:us-east-1:sqs:action/SendMessage" } },
      "aws_api_gateway_integration.send: the uri",
    ],
    ["SQS without a role", { send: { credentials: undefined } }, "credentials must be the ARN of a role"],
    [
      "a proxy with a role",
      { read: { credentials: "arn:aws:iam::000000000000:role/invoker" } },
      "credentials of a proxy integration are not supported",
    ],
    ["SQS by GET", { send: { integration_http_method: "GET" } }, "the integration_http_method must be POST"],
    [
      "a proxy with templates",
      { read: { request_templates: { "application/json": "x" } } },
      "a proxy integration has neither",
    ],
    [
      "a function URI it cannot read",
      { read: { uri: "arn:aws:apigateway:us-east-1:lambda:path/x" } },
      "invokes no function",
    ],
    [
      "VTL in a gateway response",
      {
        gatewayResponses: {
          DEFAULT_4XX: { response_templates: { "application/json": "$util.urlEncode('x')" } },
        },
      },
      "aws_api_gateway_gateway_response.DEFAULT_4XX: $util.urlEncode is not supported",
    ],
    [
      "an access log without a request id",
      accessLog("$context.status"),
      "aws_api_gateway_stage.v1: an access log's format must contain",
    ],
    [
      "an access log with an unknown variable",
      accessLog("$context.requestId $context.nope"),
      "$context.nope is not supported in a access-log",
    ],
    [
      "an access log into a stream",
      accessLog("$context.requestId", "arn:aws:firehose:us-east-1:000000000000:deliverystream/x"),
      "is no log group",
    ],
    [
      "an access log into a group that there is not",
      accessLog("$context.requestId", "arn:aws:logs:us-east-1:000000000000:log-group:/nope:*"),
      "aws_api_gateway_stage.v1: the stack has no log group /nope",
    ],
    [
      "a variable of the authorizer that it does not know",
      accessLog("$context.requestId $context.authorizer.requestId"),
      "$context.authorizer.requestId is not supported",
    ],
    [
      "stage variables in a mapping",
      { send: { request_parameters: { "integration.request.header.X": "stageVariables.tint" } } },
      "the mapping stageVariables.tint is not supported",
    ],
    [
      "an authorizer that there is not",
      { post: { authorization: "CUSTOM", authorizer_id: "nope" } },
      "aws_api_gateway_method.post: its authorizer is none of this API",
    ],
    [
      "an authorizer that keeps results under nothing",
      { authorizer: { identity_source: "" } },
      "aws_api_gateway_authorizer.tokens: results cannot be kept",
    ],
    [
      "an identity source that is no header",
      { authorizer: { identity_source: "method.request.header.Authorization,context.identity.sourceIp" } },
      "aws_api_gateway_authorizer.tokens: the identity source context.identity.sourceIp is not supported",
    ],
    [
      "an authorizer that is no function",
      { authorizer: { authorizer_uri: "arn:aws:apigateway:us-east-1:sqs:path/000000000000/jobs" } },
      "aws_api_gateway_authorizer.tokens: the uri",
    ],
    [
      "another API's deployment",
      { stage: { deployment_id: "nope" } },
      "aws_api_gateway_stage.v1: its deployment is none of its API",
    ],
  ];
  for (const [name, options, problem] of refused) {
    it(`rejects ${name}`, () => {
      expect(() => load(options)).to.throw(problem);
    });
  }

  it("rejects schema keywords that AWS's models do not have, and broken JSON", () => {
    expect(() => withModel('{"properties":{"if":{"allOf":[{"const":1}]}}}')).to.throw(
      "aws_api_gateway_model.m: unsupported keyword(s) in the schema: const",
    );
    expect(() => withModel("{")).to.throw("aws_api_gateway_model.m:");
    expect(() => withModel('{"items":{"$ref":"#/definitions/a"}}')).to.throw(
      "aws_api_gateway_model.m: unsupported keyword(s) in the schema: $ref",
    );
  });

  it("rejects a method without an integration and a path that stands twice", () => {
    expect(() =>
      load({}, (stack, { api, jobs }) => {
        const method = {
          rest_api_id: api["id"],
          resource_id: jobs["id"],
          http_method: "PUT",
          authorization: "NONE",
        };
        stack.add(ApiGatewayMethod, "put", method);
      }),
    ).to.throw("aws_api_gateway_method.put: the method has no integration");
    expect(() =>
      load({}, (stack, { api }) => {
        stack.add(ApiGatewayResource, "again", {
          rest_api_id: api["id"],
          parent_id: api["root_resource_id"],
          path_part: "jobs",
        });
      }),
    ).to.throw("aws_api_gateway_rest_api.api: a path stands twice");
  });

  it("rejects a mock integration whose template is no JSON with a statusCode", () => {
    expect(() =>
      load({}, (stack, { api, jobs }) => {
        const method = { rest_api_id: api["id"], resource_id: jobs["id"], http_method: "OPTIONS" };
        stack.add(ApiGatewayMethod, "preflight", { ...method, authorization: "NONE" });
        stack.add(ApiGatewayIntegration, "preflight", {
          ...method,
          type: "MOCK",
          request_templates: { "application/json": "{statusCode: 200}" },
          passthrough_behavior: "NEVER",
        });
      }),
    ).to.throw(
      "aws_api_gateway_integration.preflight: the template for application/json holds no JSON with an integer statusCode",
    );
  });

  it("rejects settings of a stage that there is not, and second settings of a stage", () => {
    const loadSettings = (...stages: readonly string[]) =>
      load({}, (stack, { api }) => {
        for (const [index, stage_name] of stages.entries())
          stack.add(ApiGatewayMethodSettings, `settings-${index}`, {
            rest_api_id: api["id"],
            stage_name,
            method_path: "*/*",
          });
      });
    expect(() => loadSettings("v1")).not.to.throw();
    expect(() => loadSettings("v2")).to.throw(
      "aws_api_gateway_method_settings.settings-0: the stack has no stage v2",
    );
    expect(() => loadSettings("v1", "v1")).to.throw("aws_api_gateway_method_settings.settings-1:");
  });

  it("rejects stages of one name in two APIs", () => {
    expect(() =>
      load({}, (stack) => {
        const api = stack.add(ApiGatewayRestApi, "other", { name: "other" });
        const deployment = stack.add(ApiGatewayDeployment, "other", { rest_api_id: api["id"] });
        stack.add(ApiGatewayStage, "other", {
          rest_api_id: api["id"],
          deployment_id: deployment["id"],
          stage_name: "v1",
        });
      }),
    ).to.throw("aws_api_gateway_stage.other: another API has a stage v1 too");
  });

  it("reports all problems at once", () => {
    expect(() =>
      load({ ...template("$nobody"), read: { uri: "x" } }, (stack, { api, jobs }) => {
        const response = {
          rest_api_id: api["id"],
          resource_id: jobs["id"],
          http_method: "POST",
          status_code: "500",
        };
        stack.add(ApiGatewayIntegrationResponse, "second-default", response);
      }),
    ).to.throw(/aws_api_gateway_integration\.send: .*\n.*aws_api_gateway_integration\.read: /s);
  });
});
