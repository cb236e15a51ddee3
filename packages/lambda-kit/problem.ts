// Errors of the API as application/problem+json: https://www.rfc-editor.org/rfc/rfc9457
import type { APIGatewayProxyResult } from "aws-lambda";
import { noStore } from "./json-response.ts";

const titles = {
  400: "Bad Request",
  403: "Forbidden",
  404: "Not Found",
  405: "Method Not Allowed",
  500: "Internal Server Error",
  503: "Service Unavailable",
} as const;

export type Problem = {
  readonly status: keyof typeof titles;
  /** For programs: `InvalidParameter`. */
  readonly code: string;
  /** For people: one sentence, without any value from the request. */
  readonly detail: string;
  /** The parameter at fault. */
  readonly parameter?: string;
  readonly headers?: Readonly<Record<string, string>>;
};

/** `about:blank` makes the status the whole meaning and its phrase the title (RFC 9457 §4.2.1); `code` refines it. */
export const toProblemResponse = (problem: Problem, requestId: string): APIGatewayProxyResult => ({
  statusCode: problem.status,
  headers: { "content-type": "application/problem+json", ...noStore, ...problem.headers },
  body: JSON.stringify({
    type: "about:blank",
    title: titles[problem.status],
    status: problem.status,
    detail: problem.detail,
    code: problem.code,
    parameter: problem.parameter,
    request_id: requestId,
  }),
});
