// The REST APIs of a stack: stage, route, authorization, limits, validation, integration, answer.
import type { Pages } from "../../core/description.ts";
import type { HttpRequest, HttpResponse } from "../../core/http.ts";
import type { Handle } from "../../core/server.ts";
import type { PutLogEvent, PutMetric } from "../../core/telemetry.ts";
import type { ServiceDeps } from "../../endpoint/service-deps.ts";
import type { Functions } from "../../core/functions.ts";
import type { Log } from "../../core/log.ts";
import { type AuthorizerCache, makeAuthorizerCache } from "./authorization/authorizer-cache.ts";
import { callIntegration, callProxyIntegration } from "./integration/call-integration.ts";
import { toIntegrationRequest } from "./integration/integration-request.ts";
import { loadStages, type Stage } from "./load/load-stages.ts";
import { acceptMethodRequest } from "./method-request.ts";
import { configurationError, GatewayError } from "./request/gateway-error.ts";
import type { Progress } from "./request/progress.ts";
import { makeContext } from "./request/request-context.ts";
import { type StageRequest, toStageRequest } from "./request/stage-request.ts";
import { makeAccessLine } from "./response/access-line.ts";
import { toErrorContext, toGatewayResponse } from "./response/gateway-response.ts";
import { toMethodResponse } from "./response/integration-response.ts";
import { recordRequest } from "./response/record-request.ts";

export type ApiGatewayDeps = ServiceDeps & {
  /** The AWS endpoint, which integrations with AWS services call. */
  readonly endpoint: Handle;
  readonly functions: Functions;
  readonly putMetric: PutMetric;
  readonly putLogEvent: PutLogEvent;
  /** Anything else is Forbidden outside of every stage. */
  readonly pages?: Pages | undefined;
  /** Where a request's JSON body names what it is about, for the log. */
  readonly subject?: readonly string[] | undefined;
  readonly reason?: readonly string[] | undefined;
};

type Client = { readonly sourceIp: string };

/** https://docs.aws.amazon.com/apigateway/latest/developerguide/api-gateway-execution-service-limits-table.html */
export const MAX_BODY_BYTES = 10 * 1024 * 1024;

/** A host without such a stage knows no gateway responses either. */
const noSuchStage: HttpResponse = {
  status: 403,
  headers: { "content-type": "application/json", "x-amzn-errortype": "ForbiddenException" },
  body: Buffer.from('{"message":"Forbidden"}'),
};

const typeOf = (contentType: string): string => contentType.split(";")[0] ?? contentType;

const answerOutside = (
  { pages = {} }: ApiGatewayDeps,
  { method, url, headers }: HttpRequest,
): HttpResponse => {
  const path = url.split("?")[0] ?? "";
  const isRead = method === "GET" || method === "HEAD";
  const offered = isRead && Object.hasOwn(pages, path) ? (pages[path] ?? []) : [];
  const accepted = headers["accept"] ?? "";
  const page = offered.find(({ contentType }) => accepted.includes(typeOf(contentType))) ?? offered[0];
  if (page === undefined) return noSuchStage;
  return {
    status: 200,
    headers: { "content-type": page.contentType, vary: "Accept" },
    body: Buffer.from(page.body),
  };
};

type HandlingDeps = ApiGatewayDeps & { readonly authorizerCache: AuthorizerCache };

/** Method request, integration request, integration, integration response, method response. */
const invoke = async (
  deps: HandlingDeps,
  stage: Stage,
  http: HttpRequest,
  request: StageRequest,
  progress: Progress,
): Promise<HttpResponse> => {
  const { method, invocation } = await acceptMethodRequest(deps, stage, http, request, progress);
  const { integration } = method;
  const note = progress.integration;
  if (integration.kind === "lambda") return callProxyIntegration(deps, integration.target, invocation, note);
  const integrationRequest = toIntegrationRequest(integration.mapping, invocation);
  const response = await callIntegration(deps, integration, integrationRequest, stage.api.id, note);
  const context = { ...invocation.context, requestOverride: { path: integrationRequest.pathOverride } };
  return toMethodResponse(integration.responses, response, { ...invocation, context });
};

const refuseTooLarge = async (): Promise<never> => {
  throw new GatewayError("REQUEST_TOO_LARGE", "Request Too Long");
};

/** Anything but a GatewayError is a mistake of the local cloud, and its log says so. */
const toGatewayError = (error: unknown): GatewayError =>
  error instanceof GatewayError
    ? error
    : configurationError(error instanceof Error ? (error.stack ?? error.message) : String(error));

const logError = (log: Log, error: GatewayError, { context, method }: Progress): void => {
  log(error.status >= 500 ? "ERROR" : "DEBUG", "api-gateway", error.reason ?? error.message, {
    response_type: error.type,
    request_id: context.requestId,
    path: context.path,
    ...(method === undefined ? {} : { method: method.address }),
  });
};

const handle = async (
  deps: HandlingDeps,
  stage: Stage,
  request: StageRequest,
  answer: (progress: Progress) => Promise<HttpResponse>,
): Promise<HttpResponse> => {
  const startedAt = deps.now();
  const { api, deploymentId } = stage;
  const progress: Progress = {
    context: makeContext(request, { apiId: api.id, deploymentId }, deps.account, startedAt),
    method: undefined,
    error: undefined,
    authorizer: undefined,
    integration: {},
  };
  const response = await answer(progress).catch((cause: unknown) => {
    const error = toGatewayError(cause);
    progress.error = error;
    logError(deps.log, error, progress);
    const context = { ...progress.context, error: toErrorContext(error) };
    return toGatewayResponse(api.gatewayResponses, error, request.headers["accept"], context);
  });
  recordRequest(deps, { ...stage, apiName: api.name }, progress, response, startedAt);
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
export const makeApiGateway = (given: ApiGatewayDeps) => {
  const deps = { ...given, authorizerCache: makeAuthorizerCache(given.clock, given.now) };
  const stages = loadStages(deps.stack, deps.account, deps.now);
  const logAccess = makeAccessLine({ log: deps.log, subject: deps.subject, reason: deps.reason });
  const on = async (
    http: HttpRequest,
    { sourceIp }: Client,
    answer: (stage: Stage, request: StageRequest, progress: Progress) => Promise<HttpResponse>,
  ): Promise<HttpResponse> => {
    const startedAt = performance.now();
    const request = toStageRequest(http, sourceIp);
    const stage = stages.get(request.stage);
    const response =
      stage === undefined
        ? answerOutside(deps, http)
        : await handle(deps, stage, request, (progress) => answer(stage, request, progress));
    logAccess(http, response, performance.now() - startedAt);
    return response;
  };
  return {
    handle: (http: HttpRequest, client: Client): Promise<HttpResponse> =>
      on(http, client, (stage, request, progress) => invoke(deps, stage, http, request, progress)),
    /** For a request with a body over `MAX_BODY_BYTES`, which needs not be read to its end. */
    handleTooLarge: (http: HttpRequest, client: Client): Promise<HttpResponse> =>
      on(http, client, refuseTooLarge),
  };
};
