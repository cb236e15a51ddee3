// The REST APIs of a stack: stage, route, authorization, limits, validation, integration, answer.
import type { Account } from "../../core/account.ts";
import type { HttpRequest, HttpResponse } from "../../core/http.ts";
import type { Handle } from "../../core/server.ts";
import type { Principals } from "../../core/principals.ts";
import type { PutLogEvent, PutMetric } from "../../core/telemetry.ts";
import type { Authorize, CanAssume } from "../../policy/authorize.ts";
import type { Functions } from "../../core/functions.ts";
import type { Log } from "../../core/log.ts";
import type { Pace } from "../../core/pace.ts";
import type { Stack } from "../../stack/resource-type.ts";
import { type AuthorizerCache, makeAuthorizerCache } from "./authorization/authorizer-cache.ts";
import { callIntegration } from "./integration/call-integration.ts";
import { makeContext } from "./request/request-context.ts";
import { configurationError, GatewayError } from "./request/gateway-error.ts";
import { toErrorContext, toGatewayResponse } from "./response/gateway-response.ts";
import type { Method } from "./load/load-apis.ts";
import { loadStages, type Stage } from "./load/load-stages.ts";
import { authorizeRequest } from "./authorization/authorize-request.ts";
import { type Progress, recordRequest } from "./response/record-request.ts";
import { validateRequest } from "./request/validate-body.ts";
import { type StageRequest, toStageRequest } from "./request/stage-request.ts";

export type ApiGatewayDeps = {
  readonly stack: Stack;
  readonly account: Account;
  /** The AWS endpoint, which integrations with AWS services call. */
  readonly endpoint: Handle;
  readonly principals: Principals;
  readonly authorize: Authorize;
  readonly canAssume: CanAssume;
  readonly functions: Functions;
  readonly putMetric: PutMetric;
  readonly putLogEvent: PutLogEvent;
  readonly pace: Pace;
  readonly log: Log;
  readonly now: () => Date;
};

type Client = { readonly sourceIp: string };

export type ApiGateway = {
  readonly handle: (request: HttpRequest, client: Client) => Promise<HttpResponse>;
  /** For a request with a body over `MAX_BODY_BYTES`, which needs not be read to its end. */
  readonly handleTooLarge: (request: HttpRequest, client: Client) => Promise<HttpResponse>;
};

/** https://docs.aws.amazon.com/apigateway/latest/developerguide/api-gateway-execution-service-limits-table.html */
export const MAX_BODY_BYTES = 10 * 1024 * 1024;

/** A host without such a stage knows no gateway responses either. */
const noSuchStage = (): HttpResponse => ({
  status: 403,
  headers: { "content-type": "application/json", "x-amzn-errortype": "ForbiddenException" },
  body: Buffer.from('{"message":"Forbidden"}'),
});

const findMethod = (stage: Stage, request: StageRequest, progress: Progress): Method => {
  let match: ReturnType<Stage["api"]["route"]>;
  try {
    match = stage.api.route(request.path);
  } catch {
    throw new GatewayError("DEFAULT_4XX", "Bad Request"); // a broken percent sequence
  }
  const method = match?.value.get(request.method) ?? match?.value.get("ANY");
  if (match === undefined || method === undefined) {
    // AWS's way of saying that there is no such route.
    throw new GatewayError("MISSING_AUTHENTICATION_TOKEN", "Missing Authentication Token");
  }
  progress.method = method;
  progress.pathParameters = match.pathParameters;
  const { resourceId, resourcePath } = method;
  progress.context = { ...progress.context, resourceId, resourcePath };
  return method;
};

type HandlingDeps = ApiGatewayDeps & { readonly authorizerCache: AuthorizerCache };

/**
 * AWS's execution logs tell of the authorizer before the usage plan and the start of the execution, and of the
 * validation after that. Where limits of a stage stand is not documented; here they do not count who is turned away.
 */
const invoke = async (
  deps: HandlingDeps,
  stage: Stage,
  http: HttpRequest,
  request: StageRequest,
  progress: Progress,
): Promise<HttpResponse> => {
  const method = findMethod(stage, request, progress);
  const { context, pathParameters } = progress;
  const invocation = { request, pathParameters, context, resourcePath: method.resourcePath };
  await authorizeRequest(deps, method.authorization, http, invocation, progress);
  if (!stage.throttle(method)()) throw new GatewayError("THROTTLED", "Too Many Requests");
  validateRequest(method.checks, request, pathParameters);
  const authorized = { ...invocation, context: progress.context };
  return callIntegration(deps, method.integration, authorized, progress.integration);
};

/** Whatever is no fault of a known kind is a mistake of the local cloud, and its log says so. */
const toGatewayError = (error: unknown): GatewayError =>
  error instanceof GatewayError
    ? error
    : configurationError(error instanceof Error ? (error.stack ?? error.message) : String(error));

const logError = (log: Log, fault: GatewayError, progress: Progress): void => {
  log(fault.status >= 500 ? "ERROR" : "DEBUG", "api-gateway", fault.reason ?? fault.message, {
    response_type: fault.type,
    request_id: progress.context.requestId,
    path: progress.context.path,
    ...(progress.method === undefined ? {} : { method: progress.method.address }),
  });
};

const answerError = (
  stage: Stage,
  request: StageRequest,
  progress: Progress,
  fault: GatewayError,
): HttpResponse => {
  progress.fault = fault;
  return toGatewayResponse(stage.api.gatewayResponses, fault, {
    request,
    pathParameters: progress.pathParameters,
    context: { ...progress.context, error: toErrorContext(fault) },
  });
};

const refuseTooLarge = async (): Promise<never> => {
  throw new GatewayError("REQUEST_TOO_LARGE", "Request Too Long");
};

const handle = async (
  deps: HandlingDeps,
  stage: Stage,
  request: StageRequest,
  answer: (progress: Progress) => Promise<HttpResponse>,
): Promise<HttpResponse> => {
  const startedAt = deps.now();
  const ids = { apiId: stage.api.id, deploymentId: stage.deploymentId };
  const progress: Progress = {
    context: makeContext(request, ids, deps.account, startedAt),
    pathParameters: {},
    method: undefined,
    fault: undefined,
    authorizer: undefined,
    integration: {},
  };
  let response: HttpResponse;
  try {
    response = await answer(progress);
  } catch (error) {
    const fault = toGatewayError(error);
    logError(deps.log, fault, progress);
    response = answerError(stage, request, progress, fault);
  }
  recordRequest(deps, stage, progress, response, startedAt);
  const { requestId, extendedRequestId } = progress.context;
  return {
    ...response,
    headers: { ...response.headers, "x-amzn-requestid": requestId, "x-amz-apigw-id": extendedRequestId },
  };
};

/**
 * Serves `/{stage}/{path}` of every stage.
 * @throws StackError naming each resource that cannot be run faithfully
 */
export const makeApiGateway = (given: ApiGatewayDeps): ApiGateway => {
  const deps = { ...given, authorizerCache: makeAuthorizerCache(given.pace, given.now) };
  const stages = loadStages(deps.stack, deps.account, deps.now);
  const on = (
    http: HttpRequest,
    { sourceIp }: Client,
    answer: (stage: Stage, request: StageRequest, progress: Progress) => Promise<HttpResponse>,
  ): Promise<HttpResponse> => {
    const request = toStageRequest(http, sourceIp);
    const stage = stages.get(request.stage);
    if (stage === undefined) return Promise.resolve(noSuchStage());
    return handle(deps, stage, request, (progress) => answer(stage, request, progress));
  };
  return {
    handle: (http, client) =>
      on(http, client, (stage, request, progress) => invoke(deps, stage, http, request, progress)),
    handleTooLarge: (http, client) => on(http, client, refuseTooLarge),
  };
};
