import { expect } from "chai";
import { makeTestStack } from "../testing/gateway-stack.ts";
import {
  ApiGatewayAuthorizer,
  ApiGatewayIntegration,
  ApiGatewayMethod,
  ApiGatewayMethodSettings,
  ApiGatewayResource,
  ApiGatewayRestApi,
  ApiGatewayStage,
} from "./api-gateway.ts";

describe("the resource types of a REST API", () => {
  const stack = makeTestStack();
  const api = stack.add(ApiGatewayRestApi, "api", { name: "jobs", tags: { a: "b" } });
  const rest_api_id = String(api["id"]);

  it("compute what others refer to", () => {
    expect(rest_api_id).to.match(/^[a-z0-9]{10}$/);
    expect(api["execution_arn"]).to.equal(`arn:aws:execute-api:us-east-1:000000000000:${rest_api_id}`);
    const jobs = stack.add(ApiGatewayResource, "jobs", {
      rest_api_id,
      parent_id: api["root_resource_id"],
      path_part: "jobs",
    });
    const job = stack.add(ApiGatewayResource, "job", {
      rest_api_id,
      parent_id: jobs["id"],
      path_part: "{job_id}",
    });
    expect([jobs["path"], job["path"]]).to.deep.equal(["/jobs", "/jobs/{job_id}"]);
    const stage = stack.add(ApiGatewayStage, "v1", { rest_api_id, deployment_id: "d", stage_name: "v1" });
    expect(stage["invoke_url"]).to.equal("http://127.0.0.1:3000/v1");
  });

  const authorizer = { rest_api_id: "a", name: "x", authorizer_uri: "x" };
  const method = { rest_api_id: "a", resource_id: "Lw", http_method: "GET" };
  const refused = [
    [ApiGatewayRestApi, { name: "x", body: "{}" }, "body"],
    [ApiGatewayRestApi, { name: "x", binary_media_types: ["*/*"] }, "binary_media_types"],
    [ApiGatewayRestApi, { name: "x", minimum_compression_size: "0" }, "minimum_compression_size"],
    [ApiGatewayRestApi, { name: "x", policy: "{}" }, "policy"],
    [ApiGatewayRestApi, { name: "x", endpoint_configuration: { types: ["PRIVATE"] } }, "Invalid option"],
    [ApiGatewayRestApi, { name: "x", surprise: 1 }, "surprise"],
    [ApiGatewayMethod, { ...method, authorization: "COGNITO_USER_POOLS" }, "only NONE, AWS_IAM and CUSTOM"],
    [ApiGatewayMethod, { ...method, authorization: "CUSTOM" }, "go together"],
    [ApiGatewayMethod, { ...method, authorization: "NONE", authorizer_id: "x" }, "go together"],
    [ApiGatewayAuthorizer, authorizer, "only REQUEST"],
    [ApiGatewayAuthorizer, { ...authorizer, type: "TOKEN" }, "only REQUEST"],
    [ApiGatewayAuthorizer, { ...authorizer, type: "COGNITO_USER_POOLS" }, "only REQUEST"],
    [
      ApiGatewayAuthorizer,
      { ...authorizer, type: "REQUEST", identity_validation_expression: "x" },
      "identity_validation_expression",
    ],
    [
      ApiGatewayAuthorizer,
      { ...authorizer, type: "REQUEST", authorizer_result_ttl_in_seconds: 3601 },
      "3600",
    ],
    [ApiGatewayMethod, { ...method, authorization: "NONE", api_key_required: true }, "api_key_required"],
    [
      ApiGatewayMethod,
      { ...method, authorization: "NONE", http_method: "ANY" },
      "only methods with a name of their own are supported",
    ],
    [
      ApiGatewayMethod,
      { ...method, authorization: "NONE", request_parameters: { "method.request.header.X": true } },
      "request_parameters",
    ],
    [ApiGatewayResource, { rest_api_id: "a", parent_id: "Lw", path_part: "{rest+}" }, "is not a path part"],
    [ApiGatewayIntegration, { ...method, type: "HTTP" }, "only AWS, AWS_PROXY and MOCK"],
    [
      ApiGatewayIntegration,
      { ...method, type: "MOCK", content_handling: "CONVERT_TO_BINARY" },
      "content_handling",
    ],
    [ApiGatewayIntegration, { ...method, type: "MOCK", connection_type: "VPC_LINK" }, "connection_type"],
    [
      ApiGatewayStage,
      { rest_api_id: "a", deployment_id: "d", stage_name: "v1", cache_cluster_enabled: true },
      "cache_cluster_enabled",
    ],
    [
      ApiGatewayStage,
      { rest_api_id: "a", deployment_id: "d", stage_name: "v1", canary_settings: { x: 1 } },
      "canary_settings",
    ],
    [
      ApiGatewayStage,
      { rest_api_id: "a", deployment_id: "d", stage_name: "v1", variables: { tint: "x" } },
      "variables",
    ],
    [
      ApiGatewayMethodSettings,
      { rest_api_id: "a", stage_name: "v1", method_path: "jobs/GET", settings: {} },
      "only settings of the whole stage (*/*) are supported",
    ],
    [
      ApiGatewayMethodSettings,
      { rest_api_id: "a", stage_name: "v1", method_path: "*/*", settings: { logging_level: "DEBUG" } },
      "Invalid option",
    ],
    [
      ApiGatewayMethodSettings,
      { rest_api_id: "a", stage_name: "v1", method_path: "*/*", settings: { data_trace_enabled: true } },
      "whole requests and responses are not logged here",
    ],
  ] as const;
  for (const [type, config, problem] of refused) {
    it(`refuse ${type.type} with ${JSON.stringify(config)}`, () => {
      expect(() => type.config.parse(config)).to.throw(problem);
    });
  }

  it("take false for what must stay switched off, and null where there is no authorizer", () => {
    expect(() =>
      ApiGatewayMethodSettings.config.parse({
        rest_api_id: "a",
        stage_name: "v1",
        method_path: "*/*",
        settings: { data_trace_enabled: false, caching_enabled: false },
      }),
    ).to.not.throw();
    expect(() =>
      ApiGatewayMethod.config.parse({ ...method, authorization: "NONE", authorizer_id: null }),
    ).to.not.throw();
  });
});
