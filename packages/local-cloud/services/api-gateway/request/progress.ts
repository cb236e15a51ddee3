// What has been found out about a request so far: it may have to be answered, and is recorded, at any point.
import type { GatewayError } from "./gateway-error.ts";
import type { RequestContext } from "./request-context.ts";

/** What access logs and metrics say about the backend. */
export type IntegrationNote = {
  /** Milliseconds. */
  latency?: number;
  /** What the backend itself answered. */
  status?: number;
  /** For a function, what Lambda answered: not the function. */
  serviceStatus?: number;
};

export type Progress = {
  context: RequestContext;
  method:
    { readonly address: string; readonly httpMethod: string; readonly resourcePath: string } | undefined;
  error: GatewayError | undefined;
  /** What access logs say about the authorizer, beside what it said itself. */
  authorizer: { readonly status: number; readonly latency?: number; readonly error?: string } | undefined;
  readonly integration: IntegrationNote;
};
