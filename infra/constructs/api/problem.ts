// RFC 9457 problem details as API Gateway templates: static text and the request's id, nothing the caller sent.
import { MAX_RAW_BYTES } from "@message-handler/domain/limits.ts";

export const problemContentType = "application/problem+json";

export type Problem = {
  readonly status: number;
  /** A stable word for programs. */
  readonly code: string;
  readonly title: string;
  readonly detail: string;
};

/**
 * The headers of its answer, as mappings and templates write texts: in single quotes. `Retry-After` in seconds: what
 * throttles or fails here recovers soon, if callers wait at all.
 */
export const problemHeaders = ({ status }: Problem): Readonly<Record<string, string>> => ({
  "Content-Type": `'${problemContentType}'`,
  ...(status === 429 || status === 503 ? { "Retry-After": "'1'" } : {}),
});

/** The body as a template; `$context.requestId` is the one thing filled in. */
export const problemTemplate = ({ status, code, title, detail }: Problem): string =>
  JSON.stringify({ type: "about:blank", title, status, detail, code, request_id: "$context.requestId" });

export const problems = {
  badRequest: {
    status: 400,
    code: "BadRequest",
    title: "Bad Request",
    detail: "The request could not be understood.",
  },
  invalidBody: {
    status: 400,
    code: "InvalidBody",
    title: "Bad Request",
    detail:
      "The body must be a JSON object whose `metadata` is an object with `message_id` and `company_id`, both UUIDs.",
  },
  invalidCharacters: {
    status: 400,
    code: "InvalidCharacters",
    title: "Bad Request",
    detail: "The body has a character that cannot be queued: escape control characters in the JSON text.",
  },
  unauthorized: {
    status: 401,
    code: "Unauthorized",
    title: "Unauthorized",
    detail: "The request does not say credibly who sends it.",
  },
  forbidden: {
    status: 403,
    code: "Forbidden",
    title: "Forbidden",
    detail: "The request is not signed, its signer may not do this, or there is no such route.",
  },
  notFound: { status: 404, code: "NoSuchRoute", title: "Not Found", detail: "There is no such route." },
  tooLarge: {
    status: 413,
    code: "MessageTooLarge",
    title: "Content Too Large",
    detail: `A message may have at most ${MAX_RAW_BYTES} bytes.`,
  },
  unsupportedMediaType: {
    status: 415,
    code: "UnsupportedMediaType",
    title: "Unsupported Media Type",
    detail: "Send the message as application/json.",
  },
  tooManyRequests: {
    status: 429,
    code: "TooManyRequests",
    title: "Too Many Requests",
    detail: "Slow down and send the message again.",
  },
  internal: {
    status: 500,
    code: "InternalError",
    title: "Internal Server Error",
    detail: "This did not work, and that is not your fault. Sending the same message again is safe.",
  },
  unavailable: {
    status: 503,
    code: "Unavailable",
    title: "Service Unavailable",
    detail: "No answer could be had. Try again in a moment: sending the same message again is safe.",
  },
} as const satisfies Record<string, Problem>;
