// What API Gateway's proxy integration takes for an answer.
import type { APIGatewayProxyResult } from "aws-lambda";

/** Nothing between here and the company may keep an answer: it is theirs alone and can change. */
export const noStore = { "cache-control": "no-store" };

/** `body` is JSON text already, so that what must stay verbatim can. */
export const toJsonResponse = (statusCode: number, body: string): APIGatewayProxyResult => ({
  statusCode,
  headers: { "content-type": "application/json", ...noStore },
  body,
});
