// Every error that the API answers with, as problem details: https://www.rfc-editor.org/rfc/rfc9457
import { MAX_RAW_BYTES } from "@message-handler/domain/limits.ts";
import type { ParameterError } from "@message-handler/domain/list-query.ts";
import * as t from "io-ts";

export const problemContentType = "application/problem+json";

/** `about:blank` makes the status the whole meaning and its phrase the title (RFC 9457 §4.2.1); `code` refines it. */
const titles = {
  400: "Bad Request",
  401: "Unauthorized",
  403: "Forbidden",
  404: "Not Found",
  413: "Content Too Large",
  415: "Unsupported Media Type",
  429: "Too Many Requests",
  500: "Internal Server Error",
  503: "Service Unavailable",
} as const;

export type Problem = {
  readonly status: keyof typeof titles;
  /** For programs; stable. */
  readonly code: string;
  /** For people; holds no value from the request. */
  readonly detail: string;
  /** The path or query parameter that is invalid. */
  readonly parameter?: string;
  /** Sent as `Retry-After`, in seconds. */
  readonly retryAfter?: number;
};

export const problems = {
  badRequest: { status: 400, code: "BadRequest", detail: "The request is malformed." },
  invalidBody: {
    status: 400,
    code: "InvalidBody",
    detail:
      "The body is not JSON, has no metadata.message_id and metadata.company_id, or one of the two is not a UUID (Nil and Max are none).",
  },
  invalidCharacters: {
    status: 400,
    code: "InvalidCharacters",
    detail: "The body contains characters that cannot be queued. Escape control characters in the JSON text.",
  },
  unauthorized: { status: 401, code: "Unauthorized", detail: "Missing or invalid credentials." },
  forbidden: {
    status: 403,
    code: "Forbidden",
    detail: "The request is not signed, its signer lacks permission, or the route does not exist.",
  },
  otherCompany: {
    status: 403,
    code: "OtherCompany",
    detail: "The company_id does not match the caller's credentials.",
    parameter: "company_id",
  },
  messageNotFound: { status: 404, code: "NotFound", detail: "Message not found." },
  routeNotFound: { status: 404, code: "NoSuchRoute", detail: "Route not found." },
  tooLarge: {
    status: 413,
    code: "MessageTooLarge",
    detail: `The message is too large: it may have up to ${MAX_RAW_BYTES} bytes.`,
  },
  unsupportedMediaType: {
    status: 415,
    code: "UnsupportedMediaType",
    detail: "The Content-Type must be application/json.",
  },
  unsupportedEncoding: {
    status: 415,
    code: "UnsupportedEncoding",
    detail:
      "The body must be UTF-8 and not compressed: no other charset in Content-Type, and no Content-Encoding but identity.",
  },
  tooManyRequests: {
    status: 429,
    code: "TooManyRequests",
    detail: "Too many requests. Slow down and retry.",
    retryAfter: 1,
  },
  /** Of any route, so it speaks of requests. */
  internal: {
    status: 500,
    code: "InternalError",
    detail: "Internal error. Retrying the same request is safe.",
  },
  /** SQS refused a message for a reason that its sender cannot change. */
  sendFailed: {
    status: 500,
    code: "InternalError",
    detail: "Internal error. Retrying the same message is safe.",
  },
  /** Of any route. */
  unavailable: {
    status: 503,
    code: "Unavailable",
    detail: "Temporarily unavailable. Retrying the same request is safe.",
    retryAfter: 1,
  },
  /** About 5 seconds is what a throttled table or a lost connection takes to recover. */
  storeUnavailable: {
    status: 503,
    code: "Unavailable",
    detail: "Temporarily unavailable. Retry in a few seconds.",
    retryAfter: 5,
  },
} as const satisfies Record<string, Problem>;

/** Only a parameter's name can come from the request: what does not look like one is not repeated. */
const toShownName = (parameter: string): string =>
  /^[\w-]{1,64}$/.test(parameter) ? parameter : "a parameter";

/** Names every invalid parameter in the detail, and the first one in `parameter`. */
export const invalidParameters = (errors: readonly [ParameterError, ...ParameterError[]]): Problem => ({
  status: 400,
  code: "InvalidParameter",
  detail: `${errors.map(({ parameter, expected }) => `${toShownName(parameter)}: expected ${expected}`).join("; ")}.`,
  parameter: toShownName(errors[0].parameter),
});

const someInvalidParameter = invalidParameters([{ parameter: "a parameter", expected: "another value" }]);

/** Every code there is. */
export const ProblemCode = t.keyof(
  Object.fromEntries([...Object.values(problems), someInvalidParameter].map(({ code }) => [code, null])),
);

/** The body of the response. As JSON it has no `parameter` where none is invalid. */
export const toProblemDetails = ({ status, code, detail, parameter }: Problem, requestId: string) => ({
  type: "about:blank",
  title: titles[status],
  status,
  detail,
  code,
  parameter,
  request_id: requestId,
});
