// A problem of the API as the response of a function.
import {
  problemContentType,
  toProblemDetails,
  type Problem,
} from "@message-handler/api-contract/problems.ts";
import type { APIGatewayProxyResult } from "aws-lambda";
import { noStore } from "./json-response.ts";

export const toProblemResponse = (problem: Problem, requestId: string): APIGatewayProxyResult => ({
  statusCode: problem.status,
  headers: {
    "content-type": problemContentType,
    ...noStore,
    ...(problem.retryAfter === undefined ? {} : { "retry-after": `${problem.retryAfter}` }),
    ...(problem.allow === undefined ? {} : { allow: problem.allow }),
  },
  body: JSON.stringify(toProblemDetails(problem, requestId)),
});
