// Calls SQS as an integration of type AWS with a `sqs:path/ACCOUNT/QUEUE` URI does: a plain signed HTTP request,
// handed to the endpoint in this process.
import type { HttpRequest } from "../../../core/http.ts";
import type { Handle } from "../../../core/server.ts";
import type { ServiceDeps } from "../../../endpoint/service-deps.ts";
import { withinTimeout } from "./within-timeout.ts";
import { configurationError, GatewayError } from "../request/gateway-error.ts";
import type { IntegrationRequest } from "./integration-request.ts";
import type { BackendResponse } from "../request/invocation.ts";

export type SqsTarget = {
  /** `/000000000000/jobs` */
  readonly path: string;
  readonly roleArn: string;
  readonly timeoutMilliseconds: number;
};

export type SqsIntegrationDeps = Pick<ServiceDeps, "account" | "principals" | "canAssume" | "now"> & {
  /** The AWS endpoint: finds the service, applies faults, checks IAM. */
  readonly endpoint: Handle;
};

/** The endpoint looks at the key alone: it tells the role. */
const sign = ({ account, principals, now }: SqsIntegrationDeps, roleArn: string): Record<string, string> => {
  const { accessKeyId, sessionToken } = principals.credentialsOf({ kind: "role", arn: roleArn });
  const date = now().toISOString().slice(0, 10).replaceAll("-", "");
  return {
    authorization: `AWS4-HMAC-SHA256 Credential=${accessKeyId}/${date}/${account.region}/sqs/aws4_request, SignedHeaders=host, Signature=local`,
    "x-amz-security-token": sessionToken,
  };
};

const networkError = (cause: string): GatewayError =>
  new GatewayError("INTEGRATION_FAILURE", "Internal server error", {
    reason: `network error communicating with the endpoint: ${cause}`,
  });

const post = async (
  endpoint: Handle,
  request: HttpRequest,
  signal: AbortSignal,
): Promise<BackendResponse> => {
  const outcome = await endpoint(request, { sourceIp: "127.0.0.1", signal });
  if ("kind" in outcome) throw networkError(outcome.kind);
  return { status: outcome.status, text: outcome.body.toString("utf8") };
};

/** Throws API_CONFIGURATION_ERROR, INTEGRATION_TIMEOUT, or INTEGRATION_FAILURE when the connection breaks. */
export const callSqs = async (
  deps: SqsIntegrationDeps,
  target: SqsTarget,
  apiId: string,
  request: IntegrationRequest,
): Promise<BackendResponse> => {
  const decision = deps.canAssume(target.roleArn, "apigateway.amazonaws.com");
  if (!decision.allowed) {
    throw configurationError(
      `API Gateway does not have permission to assume the provided role: ${decision.message}`,
    );
  }
  const body = Buffer.from(request.body, "utf8");
  const headers = {
    host: new URL(deps.account.awsEndpoint).host,
    accept: "application/json",
    "user-agent": `AmazonAPIGateway_${apiId}`,
    ...request.headers,
    ...sign(deps, target.roleArn),
    "content-length": String(body.length),
  };
  const sent = { method: "POST", url: target.path, headers, body };
  return withinTimeout(target.timeoutMilliseconds, async (signal) => post(deps.endpoint, sent, signal));
};
