// Every problem that a query can be answered with; `invalidParameter` alone depends on the request.
import type { Problem } from "@message-handler/lambda-kit/problem.ts";

export const problems = {
  invalidParameter: (detail: string, parameter: string) => ({
    status: 400,
    code: "InvalidParameter",
    detail,
    parameter,
  }),
  otherCompany: {
    status: 403,
    code: "OtherCompany",
    detail: "The caller may list the messages of its own company only.",
    parameter: "company_id",
  },
  notFound: { status: 404, code: "NotFound", detail: "There is no such message." },
  noSuchRoute: { status: 404, code: "NoSuchRoute", detail: "There is nothing under this path." },
  methodNotAllowed: {
    status: 405,
    code: "MethodNotAllowed",
    detail: "This path answers to GET only.",
    headers: { allow: "GET" },
  },
  internal: {
    status: 500,
    code: "InternalError",
    detail: "The request failed for a reason that is not its own; the operators have been told.",
  },
  /** `retry-after` in seconds: about what a throttled table or a lost connection takes to recover. */
  unavailable: {
    status: 503,
    code: "Unavailable",
    detail: "The messages cannot be read at the moment; the request may be repeated.",
    headers: { "retry-after": "5" },
  },
} as const satisfies Record<string, Problem | ((detail: string, parameter: string) => Problem)>;
