// Puts an API together from the resources that Terraform keeps apart.
import type { Account } from "../../../core/account.ts";
import type { Stack } from "../../../stack/resource-type.ts";
import { allOrProblems, StackError } from "../../../stack/stack-error.ts";
import { decodePolicy } from "../../../policy/decode-policy.ts";
import { evaluate } from "../../../policy/evaluate.ts";
import { toAuthorizer } from "./load-authorizer.ts";
import { compileGatewayResponse, type GatewayResponses } from "../response/gateway-response.ts";
import { isResponseType } from "../../../resources/gateway-response-types.ts";
import type { Integration } from "../integration/call-integration.ts";
import { toIntegration } from "./load-integration.ts";
import type { MethodAuthorization } from "../authorization/authorize-request.ts";
import { type MethodResource, partsOf } from "./method-parts.ts";
import { at } from "./at-address.ts";
import { compileModel, type ModelCheck } from "../request/models.ts";
import type { BodyChecks } from "../request/validate-body.ts";
import {
  ApiGatewayAuthorizer,
  ApiGatewayGatewayResponse,
  ApiGatewayMethod,
  ApiGatewayModel,
  ApiGatewayRequestValidator,
  ApiGatewayResource,
  ApiGatewayRestApi,
  ApiGatewayRestApiPolicy,
  pathOfResource,
} from "../../../resources/api-gateway.ts";
import { makeRouter, type Router } from "../request/router.ts";
import { toMediaType } from "../request/stage-request.ts";

export type Method = {
  readonly address: string;
  readonly httpMethod: string;
  readonly resourceId: string;
  /** `/jobs/{job_id}` */
  readonly resourcePath: string;
  readonly authorization: MethodAuthorization;
  readonly bodyChecks: BodyChecks;
  readonly integration: Integration;
};

export type Api = {
  readonly id: string;
  readonly name: string;
  readonly methods: readonly Method[];
  /** The methods of a resource, by name. */
  readonly route: Router<ReadonlyMap<string, Method>>;
  readonly gatewayResponses: GatewayResponses;
};

type InApi = { readonly config: { readonly rest_api_id: string } };

const isOf =
  (apiId: string) =>
  ({ config }: InApi): boolean =>
    config.rest_api_id === apiId;

/** By name. */
type Models = ReadonlyMap<string, ModelCheck>;

const toBodyChecks = (stack: Stack, { config }: MethodResource, models: Models): BodyChecks => {
  const checks = new Map(
    Object.entries(config.request_models).map(([type, name]) => {
      const check = models.get(name);
      if (check === undefined) throw new Error(`there is no model ${name}`);
      return [toMediaType(type), check];
    }),
  );
  if (config.request_validator_id === undefined || config.request_validator_id === null) return new Map();
  const validator = stack
    .of(ApiGatewayRequestValidator)
    .filter(isOf(config.rest_api_id))
    .find(({ attributes }) => attributes["id"] === config.request_validator_id);
  if (validator === undefined) throw new Error("the request validator is none of this API");
  return validator.config.validate_request_body ? checks : new Map();
};

/**
 * Where an API has a policy, that alone decides on a call that nobody signs, and it must allow it:
 * https://docs.aws.amazon.com/apigateway/latest/developerguide/apigateway-authorization-flow.html
 */
const refuseUnlessAllowed = (
  stack: Stack,
  { rest_api_id: api, ...method }: MethodResource["config"],
): void => {
  const policy = stack.of(ApiGatewayRestApiPolicy).find(isOf(api));
  if (policy === undefined) return;
  const [ofApi] = stack.of(ApiGatewayRestApi).filter(({ attributes }) => attributes["id"] === api);
  const path = `stage/${method.http_method}${pathOfResource(method.resource_id)}`;
  const evaluation = evaluate(decodePolicy(policy.config.policy, "resource", policy.address), {
    caller: { kind: "service", name: "anybody" },
    action: "execute-api:Invoke",
    resource: `${String(ofApi?.attributes["execution_arn"])}/${path}`,
    context: new Map(),
  });
  if (evaluation !== "allow") throw new Error(`${policy.address} allows nobody to call it unsigned`);
};

const toAuthorization = (stack: Stack, account: Account, { config }: MethodResource): MethodAuthorization => {
  if (config.authorization === "NONE") {
    refuseUnlessAllowed(stack, config);
    return { kind: "none" };
  }
  if (config.authorization === "AWS_IAM") return { kind: "iam" };
  const authorizer = stack
    .of(ApiGatewayAuthorizer)
    .filter(isOf(config.rest_api_id))
    .find(({ attributes }) => attributes["id"] === config.authorizer_id);
  if (authorizer === undefined) throw new Error("its authorizer is none of this API");
  return {
    kind: "custom",
    authorizer: at(authorizer.address, () => toAuthorizer(authorizer, account)),
  };
};

const toMethod = (stack: Stack, account: Account, models: Models, method: MethodResource): Method =>
  at(method.address, () => ({
    address: method.address,
    httpMethod: method.config.http_method,
    resourceId: method.config.resource_id,
    resourcePath: pathOfResource(method.config.resource_id),
    authorization: toAuthorization(stack, account, method),
    bodyChecks: toBodyChecks(stack, method, models),
    integration: toIntegration(partsOf(stack, method), account),
  }));

const loadModels = (stack: Stack, apiId: string): Models =>
  new Map(
    allOrProblems(
      stack
        .of(ApiGatewayModel)
        .filter(isOf(apiId))
        .map(
          ({ address, config }) =>
            () =>
              at(address, () => [config.name, compileModel(config.schema)] as const),
        ),
    ),
  );

const loadGatewayResponses = (stack: Stack, apiId: string): GatewayResponses =>
  new Map(
    allOrProblems(
      stack
        .of(ApiGatewayGatewayResponse)
        .filter(isOf(apiId))
        .map(
          ({ address, config }) =>
            () =>
              at(address, () => [config.response_type, compileGatewayResponse(config)] as const),
        ),
    ).flatMap(([type, response]) => (isResponseType(type) ? [[type, response] as const] : [])),
  );

const byName = (methods: readonly Method[]): ReadonlyMap<string, Method> => {
  const named = new Map(methods.map((method) => [method.httpMethod, method]));
  if (named.size < methods.length)
    throw new StackError([`${methods[0]?.address ?? ""}: the method stands twice`]);
  return named;
};

/** Resources without methods are no destinations. */
const toRouter = (
  stack: Stack,
  apiId: string,
  methods: readonly Method[],
): Router<ReadonlyMap<string, Method>> => {
  // Two resources of one path would have one id.
  const ids = stack
    .of(ApiGatewayResource)
    .filter(isOf(apiId))
    .map(({ attributes }) => attributes["id"]);
  if (new Set(ids).size < ids.length) throw new Error("a path stands twice in the API");
  return makeRouter(
    [...Map.groupBy(methods, ({ resourcePath }) => resourcePath)].map(([path, group]) => [
      path,
      byName(group),
    ]),
  );
};

/** Throws a StackError with all that is wrong with all APIs. */
export const loadApis = (stack: Stack, account: Account): readonly Api[] =>
  allOrProblems(
    stack.of(ApiGatewayRestApi).map(({ address, attributes, config }) => () => {
      const id = String(attributes["id"]);
      const models = loadModels(stack, id);
      const gatewayResponses = loadGatewayResponses(stack, id);
      const methods = allOrProblems(
        stack
          .of(ApiGatewayMethod)
          .filter(isOf(id))
          .map((method) => () => toMethod(stack, account, models, method)),
      );
      return {
        id,
        name: config.name,
        methods,
        gatewayResponses,
        route: at(address, () => toRouter(stack, id, methods)),
      };
    }),
  );
