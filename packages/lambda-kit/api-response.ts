// The responses of a function behind API Gateway's proxy integration.
import {
  problemContentType,
  toProblemDetails,
  type Problem,
} from "@message-handler/api-contract/problems.ts";
import type { APIGatewayProxyResult } from "aws-lambda";

/** A response is one company's alone and can change: nothing may cache it. */
const noStore = { "cache-control": "no-store" };

/** `body` is JSON text already, so that parts of it can stay verbatim. */
export const toJsonResponse = (statusCode: number, body: string): APIGatewayProxyResult => ({
  statusCode,
  headers: { "content-type": "application/json", ...noStore },
  body,
});

export const toProblemResponse = (problem: Problem, requestId: string): APIGatewayProxyResult => ({
  statusCode: problem.status,
  headers: {
    "content-type": problemContentType,
    ...noStore,
    ...(problem.retryAfter === undefined ? {} : { "retry-after": `${problem.retryAfter}` }),
  },
  body: JSON.stringify(toProblemDetails(problem, requestId)),
});
