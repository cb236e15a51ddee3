// The metrics of AWS/ApiGateway.
// https://docs.aws.amazon.com/apigateway/latest/developerguide/api-gateway-metrics-and-dimensions.html
import type { PutMetric } from "../../../core/telemetry.ts";

export type RequestFigures = {
  readonly apiName: string;
  readonly stage: string;
  /** Set when the method has metrics of its own. */
  readonly method: { readonly resource: string; readonly httpMethod: string } | undefined;
  readonly status: number;
  /** Milliseconds. */
  readonly latency: number;
  readonly integrationLatency: number | undefined;
  readonly at: Date;
};

const dimensionSets = ({
  apiName,
  stage,
  method,
}: RequestFigures): readonly Readonly<Record<string, string>>[] => [
  { ApiName: apiName },
  { ApiName: apiName, Stage: stage },
  ...(method === undefined
    ? []
    : [{ ApiName: apiName, Stage: stage, Resource: method.resource, Method: method.httpMethod }]),
];

export const putRequestMetrics = (putMetric: PutMetric, figures: RequestFigures): void => {
  const { status, latency, integrationLatency, at } = figures;
  const values: Readonly<Record<string, number>> = {
    Count: 1,
    "4XXError": status >= 400 && status < 500 ? 1 : 0,
    "5XXError": status >= 500 ? 1 : 0,
    Latency: latency,
    ...(integrationLatency === undefined ? {} : { IntegrationLatency: integrationLatency }),
  };
  for (const dimensions of dimensionSets(figures)) {
    for (const [name, value] of Object.entries(values)) {
      putMetric({ namespace: "AWS/ApiGateway", name, dimensions, value, at });
    }
  }
};
