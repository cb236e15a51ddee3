// What is written down about a request once it is answered: its access log line and its metrics.
import type { HttpResponse } from "../../../core/http.ts";
import type { PutLogEvent, PutMetric } from "../../../core/telemetry.ts";
import { putRequestMetrics } from "./api-metrics.ts";
import type { IntegrationNote } from "../integration/call-integration.ts";
import type { RequestContext } from "../request/request-context.ts";
import type { GatewayError } from "../request/gateway-error.ts";
import { toErrorContext } from "./gateway-response.ts";
import type { Method } from "../load/load-apis.ts";
import type { Stage } from "../load/load-stages.ts";

/** What has been found out about a request so far: an answer may have to be given at any point. */
export type Progress = {
  context: RequestContext;
  pathParameters: Readonly<Record<string, string>>;
  method: Method | undefined;
  fault: GatewayError | undefined;
  /** What access logs say about the authorizer, beside what it said itself. */
  authorizer: { readonly status: number; readonly latency?: number; readonly error?: string } | undefined;
  readonly integration: IntegrationNote;
};

export type RecordDeps = {
  readonly putMetric: PutMetric;
  readonly putLogEvent: PutLogEvent;
  readonly now: () => Date;
};

const toLogValues = (
  { context, fault, authorizer, integration }: Progress,
  response: HttpResponse,
  latency: number,
): Readonly<Record<string, unknown>> => ({
  ...context,
  ...(fault === undefined ? {} : { error: toErrorContext(fault) }),
  ...(authorizer === undefined ? {} : { authorizer: { ...Object(context["authorizer"]), ...authorizer } }),
  status: response.status,
  responseLength: response.body.length,
  responseLatency: latency,
  integrationLatency: integration.latency,
  integrationStatus: integration.serviceStatus,
  integrationErrorMessage: fault?.reason,
  integration: {
    latency: integration.latency,
    status: integration.status,
    integrationStatus: integration.serviceStatus,
    error: fault?.reason,
  },
});

export const recordRequest = (
  { putMetric, putLogEvent, now }: RecordDeps,
  stage: Stage,
  progress: Progress,
  response: HttpResponse,
  startedAt: Date,
): void => {
  const at = now();
  const latency = at.getTime() - startedAt.getTime();
  const { method } = progress;
  if (stage.accessLog !== undefined) {
    const message = stage.accessLog.format(toLogValues(progress, response, latency));
    putLogEvent({ group: stage.accessLog.group, message, at });
  }
  const isMetered = method !== undefined && stage.isMetered(method);
  putRequestMetrics(putMetric, {
    apiName: stage.api.name,
    stage: stage.name,
    method: isMetered ? { resource: method.resourcePath, httpMethod: method.httpMethod } : undefined,
    status: response.status,
    latency,
    integrationLatency: progress.integration.latency,
    at,
  });
};
