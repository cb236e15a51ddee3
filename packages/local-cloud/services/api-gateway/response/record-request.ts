// What is recorded about a request once it is answered: its access log line and the metrics of AWS/ApiGateway.
// https://docs.aws.amazon.com/apigateway/latest/developerguide/api-gateway-metrics-and-dimensions.html
import type { HttpResponse } from "../../../core/http.ts";
import type { PutLogEvent, PutMetric } from "../../../core/telemetry.ts";
import type { Progress } from "../request/progress.ts";
import type { AccessLog } from "./access-log.ts";
import { toErrorContext } from "./gateway-response.ts";

type RecordDeps = {
  readonly putMetric: PutMetric;
  readonly putLogEvent: PutLogEvent;
  readonly now: () => Date;
};

type RecordedStage = {
  readonly apiName: string;
  readonly name: string;
  readonly accessLog: AccessLog | undefined;
};

const toLogValues = (
  { context, error, authorizer, integration }: Progress,
  response: HttpResponse,
  latency: number,
): Readonly<Record<string, unknown>> => ({
  ...context,
  ...(error === undefined ? {} : { error: toErrorContext(error) }),
  ...(authorizer === undefined ? {} : { authorizer: { ...Object(context["authorizer"]), ...authorizer } }),
  status: response.status,
  responseLength: response.body.length,
  responseLatency: latency,
  integrationLatency: integration.latency,
  integrationStatus: integration.serviceStatus,
  integrationErrorMessage: error?.reason,
  integration: {
    latency: integration.latency,
    status: integration.status,
    integrationStatus: integration.serviceStatus,
    error: error?.reason,
  },
});

/** Milliseconds. */
type Latencies = { readonly latency: number; readonly integrationLatency: number | undefined };

const toMetrics = (
  status: number,
  { latency, integrationLatency }: Latencies,
): Readonly<Record<string, number>> => ({
  Count: 1,
  "4XXError": status >= 400 && status < 500 ? 1 : 0,
  "5XXError": status >= 500 ? 1 : 0,
  Latency: latency,
  ...(integrationLatency === undefined ? {} : { IntegrationLatency: integrationLatency }),
});

export const recordRequest = (
  { putMetric, putLogEvent, now }: RecordDeps,
  stage: RecordedStage,
  progress: Progress,
  response: HttpResponse,
  startedAt: Date,
): void => {
  const at = now();
  const latency = at.getTime() - startedAt.getTime();
  if (stage.accessLog !== undefined) {
    const { group, stream, format } = stage.accessLog;
    putLogEvent({ group, stream, message: format(toLogValues(progress, response, latency)), at });
  }
  const metrics = toMetrics(response.status, {
    latency,
    integrationLatency: progress.integration.latency,
  });
  const { apiName: ApiName, name: Stage } = stage;
  for (const dimensions of [{ ApiName }, { ApiName, Stage }])
    for (const [name, value] of Object.entries(metrics))
      putMetric({ namespace: "AWS/ApiGateway", name, dimensions, value, at });
};
