// The Terraform resource types of a REST API: what they may say, and what else refers to.
// Long because it is a table of thirteen types: every attribute with what it may be, or why it has no effect.
// What is not listed stops the start: API keys, caches, stage variables, canaries, VPC links, binary payloads …
import { createHash } from "node:crypto";
import { z } from "zod";
import { toArn } from "../core/account.ts";
import { type ResourceType, resourceType } from "../stack/resource-type.ts";
import { attributes, block, inert } from "../stack/schema.ts";
import { isResponseType } from "./gateway-response-types.ts";

const texts = z.record(z.string(), z.string());
const flags = z.record(z.string(), z.boolean());
const statusCode = z.coerce.string().regex(/^[1-5]\d\d$/, "must be an HTTP status code");

const forPeople = { "a text for people": "description" };

/** AWS's own ids are ten such characters; these are the same for the same label. */
const toId = (address: string): string =>
  BigInt(`0x${createHash("sha256").update(address).digest("hex").slice(0, 16)}`)
    .toString(36)
    .padStart(10, "0")
    .slice(-10);

/** Ids are opaque to everybody else, so a resource's id can carry its path down to its children. */
const toResourceId = (path: string): string => Buffer.from(path).toString("base64url");
/** The full path of the resource with this id: `/jobs/{job_id}`. */
export const pathOfResource = (resourceId: string): string => Buffer.from(resourceId, "base64url").toString();
const childPath = (parentId: string, part: string): string =>
  `${pathOfResource(parentId).replace(/\/$/, "")}/${part}`;

/** Declares a type of which others only need the id. */
const withId = <Config>(type: string, config: z.ZodType<Config>): ResourceType<Config> =>
  resourceType(type, config, (_config, place) => ({ id: toId(place.address) }));

export const ApiGatewayRestApi = resourceType(
  "aws_api_gateway_rest_api",
  attributes(
    {
      name: z.string(),
      /** The loopback speaks no TLS at all. */
      security_policy: inert(),
      /** The local API is on the loopback, whatever it is called elsewhere. */
      disable_execute_api_endpoint: inert(),
      // Where the public endpoint stands; locally it is always the loopback.
      endpoint_configuration: block(
        z.strictObject({
          types: z.array(z.enum(["EDGE", "REGIONAL"])).optional(),
          ip_address_type: inert(),
        }),
      ),
    },
    forPeople,
  ),
  (_config, place, account) => {
    const id = toId(place.address);
    return {
      id,
      root_resource_id: toResourceId("/"),
      execution_arn: toArn(account, "execute-api", id),
      arn: `arn:${account.partition}:apigateway:${account.region}::/restapis/${id}`,
    };
  },
);

/** What an API itself says about who may call it, in the format of IAM. */
export const ApiGatewayRestApiPolicy = resourceType(
  "aws_api_gateway_rest_api_policy",
  attributes({ rest_api_id: z.string(), policy: z.string() }),
  ({ rest_api_id }) => ({ id: rest_api_id }),
);

export const ApiGatewayResource = resourceType(
  "aws_api_gateway_resource",
  attributes({
    rest_api_id: z.string(),
    parent_id: z.string(),
    path_part: z
      .string()
      .regex(/^([\w.\-:~]+|\{[\w.-]+\})$/, "is not a path part that the local cloud supports"),
  }),
  (config) => {
    const path = childPath(config.parent_id, config.path_part);
    return { id: toResourceId(path), path };
  },
);

const httpMethod = z.enum(
  ["DELETE", "GET", "HEAD", "OPTIONS", "PATCH", "POST", "PUT"],
  "only methods with a name of their own are supported by the local cloud",
);
const ofMethod = {
  rest_api_id: z.string(),
  resource_id: z.string(),
  http_method: httpMethod,
};

export const ApiGatewayMethod = withId(
  "aws_api_gateway_method",
  attributes(
    {
      ...ofMethod,
      authorization: z.enum(
        ["NONE", "AWS_IAM", "CUSTOM"],
        "only NONE, AWS_IAM and CUSTOM are supported by the local cloud",
      ),
      authorizer_id: z.string().min(1).nullish(),
      request_models: texts.default({}),
      request_validator_id: z.string().nullish(),
    },
    { "names a function in generated SDKs": "operation_name" },
  ).refine(
    ({ authorization, authorizer_id }) =>
      (authorization === "CUSTOM") === (typeof authorizer_id === "string"),
    "an authorizer_id and the authorization CUSTOM go together",
  ),
);

/** The defaults are Terraform's. */
export const ApiGatewayAuthorizer = withId(
  "aws_api_gateway_authorizer",
  attributes({
    rest_api_id: z.string(),
    name: z.string(),
    type: z
      .string()
      .default("TOKEN")
      .pipe(z.literal("REQUEST", "only REQUEST is supported by the local cloud")),
    authorizer_uri: z.string(),
    identity_source: z.string().default("method.request.header.Authorization"),
    /** Seconds. */
    authorizer_result_ttl_in_seconds: z.number().int().min(0).max(3600).default(300),
  }),
);

export const ApiGatewayMethodResponse = withId(
  "aws_api_gateway_method_response",
  attributes(
    {
      ...ofMethod,
      status_code: statusCode,
      response_parameters: flags.default({}),
    },
    { "for generated SDKs: responses are never validated": "response_models" },
  ),
);

export const ApiGatewayIntegration = withId(
  "aws_api_gateway_integration",
  attributes(
    {
      ...ofMethod,
      type: z.enum(
        ["AWS", "AWS_PROXY", "MOCK"],
        "only AWS, AWS_PROXY and MOCK are supported by the local cloud",
      ),
      integration_http_method: z.string().nullish(),
      uri: z.string().nullish(),
      credentials: z.string().nullish(),
      request_templates: texts.default({}),
      request_parameters: texts.default({}),
      /** AWS's default. */
      passthrough_behavior: z.enum(["WHEN_NO_MATCH", "WHEN_NO_TEMPLATES", "NEVER"]).default("WHEN_NO_MATCH"),
      /** Milliseconds; the default and the bounds are AWS's (a regional API may ask for up to five minutes). */
      timeout_milliseconds: z.number().int().min(50).max(300_000).default(29_000),
    },
    { "nothing is ever cached": "cache_namespace" },
  ),
);

export const ApiGatewayIntegrationResponse = withId(
  "aws_api_gateway_integration_response",
  attributes({
    ...ofMethod,
    status_code: statusCode,
    /** A regular expression on the whole status; empty or absent: the default response. */
    selection_pattern: z.string().nullish(),
    response_templates: texts.default({}),
    response_parameters: texts.default({}),
  }),
);

export const ApiGatewayModel = withId(
  "aws_api_gateway_model",
  attributes(
    {
      rest_api_id: z.string(),
      name: z.string().regex(/^[A-Za-z0-9]+$/, "may have only letters and digits"),
      content_type: z.string(),
      schema: z.string(),
    },
    forPeople,
  ),
);

export const ApiGatewayRequestValidator = withId(
  "aws_api_gateway_request_validator",
  attributes({
    rest_api_id: z.string(),
    name: z.string(),
    validate_request_body: z.boolean().default(false),
    validate_request_parameters: z.boolean().default(false),
  }),
);

export const ApiGatewayGatewayResponse = withId(
  "aws_api_gateway_gateway_response",
  attributes({
    rest_api_id: z.string(),
    response_type: z.string().refine(isResponseType, "is not a response type of API Gateway"),
    status_code: statusCode.nullish(),
    response_templates: texts.default({}),
    response_parameters: texts.default({}),
  }),
);

export const ApiGatewayDeployment = withId(
  "aws_api_gateway_deployment",
  attributes(
    {
      rest_api_id: z.string(),
    },
    {
      ...forPeople,
      "says when to deploy again; a local start always deploys what the file says": "triggers",
    },
  ),
);

export const ApiGatewayStage = resourceType(
  "aws_api_gateway_stage",
  attributes(
    {
      rest_api_id: z.string(),
      deployment_id: z.string(),
      stage_name: z.string().regex(/^[\w-]+$/, "may have only letters, digits, - and _"),
      access_log_settings: block(z.strictObject({ destination_arn: z.string(), format: z.string() })),
    },
    {
      ...forPeople,
      "there is no X-Ray to send traces to": "xray_tracing_enabled",
      "nothing is documented or cached": "documentation_version cache_cluster_size",
    },
  ),
  (config, place, account) => ({
    id: toId(place.address),
    invoke_url: `${account.apiEndpoint}/${config.stage_name}`,
    execution_arn: toArn(account, "execute-api", `${config.rest_api_id}/${config.stage_name}`),
    arn: `arn:${account.partition}:apigateway:${account.region}::/restapis/${config.rest_api_id}/stages/${config.stage_name}`,
  }),
);

export const ApiGatewayMethodSettings = withId(
  "aws_api_gateway_method_settings",
  attributes({
    rest_api_id: z.string(),
    stage_name: z.string(),
    method_path: z.literal("*/*", "only settings of the whole stage (*/*) are supported by the local cloud"),
    settings: block(
      z.strictObject({
        // Adds metrics for each method, which no alarm here can watch.
        metrics_enabled: inert(),
        // Execution logs: what they would say stands in the local cloud's own log.
        logging_level: z.enum(["OFF", "ERROR", "INFO"]).nullish(),
        data_trace_enabled: z.literal(false, "whole requests and responses are not logged here").optional(),
        /** Requests at once and requests a second; -1 or absent: no limit of its own. */
        throttling_burst_limit: z.number().min(-1).nullish(),
        throttling_rate_limit: z.number().min(-1).nullish(),
        caching_enabled: z.literal(false, "nothing is ever cached here").optional(),
        // How a cache would behave.
        cache_data_encrypted: inert(),
        cache_ttl_in_seconds: inert(),
        require_authorization_for_cache_control: inert(),
        unauthorized_cache_control_header_strategy: inert(),
      }),
    ),
  }),
);

const onlyLoopback = "the local API is on the loopback, whatever it is called elsewhere, and speaks no TLS";

export const ApiGatewayDomainName = resourceType(
  "aws_api_gateway_domain_name",
  attributes(
    { domain_name: z.string() },
    {
      [onlyLoopback]:
        "regional_certificate_arn endpoint_configuration security_policy mutual_tls_authentication ownership_verification_certificate_arn",
    },
  ),
  ({ domain_name }, _place, account) => ({
    id: domain_name,
    regional_domain_name: new URL(account.apiEndpoint).hostname,
    regional_zone_id: "local",
  }),
);

export const ApiGatewayBasePathMapping = withId(
  "aws_api_gateway_base_path_mapping",
  attributes({}, { [onlyLoopback]: "api_id base_path domain_name stage_name" }),
);

export const Wafv2WebAclAssociation = withId(
  "aws_wafv2_web_acl_association",
  attributes(
    {},
    { "another stack's rules, and strangers do not reach the loopback": "resource_arn web_acl_arn" },
  ),
);
