// The integration of a method, and how it is called.
import type { HttpResponse } from "../../../core/http.ts";
import { type BackendResponse, type Invocation, toMethodArn } from "../request/invocation.ts";
import type { IntegrationNote } from "../request/progress.ts";
import type { ResponseMapping } from "../response/integration-response.ts";
import type { IntegrationRequest, RequestMapping } from "./integration-request.ts";
import { callLambda, type LambdaIntegrationDeps, type LambdaTarget } from "./lambda-integration.ts";
import { callMock } from "./mock-integration.ts";
import { callSqs, type SqsIntegrationDeps, type SqsTarget } from "./sqs-integration.ts";

/** One whose requests and responses the stack maps. */
type MappedIntegration = (
  { readonly kind: "sqs"; readonly target: SqsTarget } | { readonly kind: "mock" }
) & { readonly mapping: RequestMapping; readonly responses: readonly ResponseMapping[] };

export type Integration = MappedIntegration | { readonly kind: "lambda"; readonly target: LambdaTarget };

type IntegrationDeps = SqsIntegrationDeps & LambdaIntegrationDeps;

const timed = async <T>(deps: IntegrationDeps, note: IntegrationNote, work: () => Promise<T>): Promise<T> => {
  const startedAt = deps.now().getTime();
  try {
    return await work();
  } finally {
    note.latency = deps.now().getTime() - startedAt;
  }
};

/** Throws a GatewayError when the backend gives no answer. */
export const callIntegration = async (
  deps: IntegrationDeps,
  integration: MappedIntegration,
  request: IntegrationRequest,
  apiId: string,
  note: IntegrationNote,
): Promise<BackendResponse> => {
  const response =
    integration.kind === "mock"
      ? callMock(request.body)
      : await timed(deps, note, () => callSqs(deps, integration.target, apiId, request));
  note.status = response.status;
  note.serviceStatus = response.status;
  return response;
};

/** The function gets the whole request and makes the whole response. Throws a GatewayError when it does not. */
export const callProxyIntegration = async (
  deps: IntegrationDeps,
  target: LambdaTarget,
  invocation: Invocation,
  note: IntegrationNote,
): Promise<HttpResponse> => {
  const sourceArn = toMethodArn(deps.account, invocation, invocation.resourcePath);
  const response = await timed(deps, note, () => callLambda(deps, target, sourceArn, invocation));
  note.status = response.status;
  note.serviceStatus = 200;
  return response;
};
