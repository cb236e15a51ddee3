// Parts of API Gateway's responses: problem details as templates of static text and the request's id, with nothing that
// the caller sent, and headers as mappings have them, in single quotes.
import {
  problemContentType,
  toProblemDetails,
  type Problem,
} from "@message-handler/api-contract/problems.ts";
import { actionableHeaders } from "@message-handler/api-contract/routes.ts";

/** The headers of the response, in single quotes as mappings and templates write texts. */
export const problemHeaders = ({ retryAfter }: Problem): Readonly<Record<string, string>> => ({
  "Content-Type": `'${problemContentType}'`,
  ...(retryAfter === undefined ? {} : { "Retry-After": `'${retryAfter}'` }),
});

/** The body as a template; `$context.requestId` is the one thing filled in. */
export const problemTemplate = (problem: Problem): string =>
  JSON.stringify(toProblemDetails(problem, "$context.requestId"));

/**
 * Let pages of one website read the response; without an origin no page may. Static values stand in single quotes. The
 * origin is sent whatever the request's Origin: browsers compare the two.
 */
export const corsHeaders = (origin: string | undefined): Readonly<Record<string, string>> =>
  origin === undefined
    ? {}
    : {
        "Access-Control-Allow-Origin": `'${origin}'`,
        "Access-Control-Expose-Headers": `'${actionableHeaders.join(",")}'`,
        Vary: "'Origin'",
      };

/** `{ "method.response.header.Vary": … }` */
export const asParameters = (
  prefix: "gatewayresponse" | "method.response",
  headers: Readonly<Record<string, string>>,
): Record<string, string> =>
  Object.fromEntries(Object.entries(headers).map(([name, value]) => [`${prefix}.header.${name}`, value]));

/** What a method response must declare for an integration response to set it. */
export const asDeclarations = (parameters: Readonly<Record<string, string>>): Record<string, boolean> =>
  Object.fromEntries(Object.keys(parameters).map((name) => [name, true]));
