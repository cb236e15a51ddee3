// Has a method's integration answer, and notes how that went.
import type { HttpResponse } from "../../../core/http.ts";
import { toMethodArn } from "../authorization/authorize-signature.ts";
import type { Integration } from "../load/load-integration.ts";
import { toIntegrationRequest } from "./integration-request.ts";
import { toMethodResponse } from "../response/integration-response.ts";
import type { BackendResponse, Invocation } from "../request/invocation.ts";
import { callLambda, type LambdaIntegrationDeps } from "./lambda-integration.ts";
import { callMock } from "./mock-integration.ts";
import { callSqs, type SqsIntegrationDeps } from "./sqs-integration.ts";

export type IntegrationDeps = SqsIntegrationDeps & LambdaIntegrationDeps;

/** What access logs and metrics say about the backend. */
export type IntegrationNote = {
  /** Milliseconds. */
  latency?: number;
  /** What the backend itself answered. */
  status?: number;
  /** For a function, what Lambda answered: not the function. */
  serviceStatus?: number;
};

const timed = async <T>(deps: IntegrationDeps, note: IntegrationNote, work: () => Promise<T>): Promise<T> => {
  const startedAt = deps.now().getTime();
  try {
    return await work();
  } finally {
    note.latency = deps.now().getTime() - startedAt;
  }
};

const noted = (note: IntegrationNote, answer: BackendResponse): BackendResponse => {
  note.status = answer.status;
  note.serviceStatus = answer.status;
  return answer;
};

/** Throws a GatewayError when there is no answer, or none that can be mapped. */
export const callIntegration = async (
  deps: IntegrationDeps,
  integration: Integration,
  invocation: Invocation,
  note: IntegrationNote,
): Promise<HttpResponse> => {
  const { request, context, resourcePath } = invocation;
  const apiId = String(context["apiId"]);
  if (integration.kind === "lambda") {
    const arn = toMethodArn(deps.account, apiId, request.stage, request.method, resourcePath);
    const response = await timed(deps, note, () => callLambda(deps, integration.target, arn, invocation));
    note.status = response.status;
    note.serviceStatus = 200;
    return response;
  }
  const backendRequest = toIntegrationRequest(integration.mapping, invocation);
  const answer =
    integration.kind === "mock"
      ? callMock(backendRequest.body)
      : await timed(deps, note, () => callSqs(deps, integration.target, apiId, backendRequest));
  return toMethodResponse(integration.responses, noted(note, answer), invocation);
};
