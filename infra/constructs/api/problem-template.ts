// Problem details as API Gateway templates: static text and the request's id, nothing that the caller sent.
import {
  problemContentType,
  toProblemDetails,
  type Problem,
} from "@message-handler/api-contract/problems.ts";

/** The headers of the response, in single quotes as mappings and templates write texts. */
export const problemHeaders = ({ retryAfter }: Problem): Readonly<Record<string, string>> => ({
  "Content-Type": `'${problemContentType}'`,
  ...(retryAfter === undefined ? {} : { "Retry-After": `'${retryAfter}'` }),
});

/** The body as a template; `$context.requestId` is the one thing filled in. */
export const problemTemplate = (problem: Problem): string =>
  JSON.stringify(toProblemDetails(problem, "$context.requestId"));
