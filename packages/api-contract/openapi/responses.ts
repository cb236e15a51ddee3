// The responses of an operation in OpenAPI, each with its headers, its schema and its examples.
import type * as t from "io-ts";
import { problemContentType, toProblemDetails, type Problem } from "../problems.ts";
import { ProblemDetails } from "../response-bodies.ts";
import type { JsonSchema } from "../to-json-schema.ts";
import { toSchema } from "./components.ts";
import { ids } from "./examples.ts";

const header = (name: keyof typeof headers): JsonSchema => ({ $ref: `#/components/headers/${name}` });

const headersByStatus: Readonly<Record<number, JsonSchema>> = {
  // A company's own data.
  200: { "Cache-Control": header("Cache-Control") },
  202: { Location: header("Location") },
  401: { "WWW-Authenticate": header("WWW-Authenticate") },
  429: { "Retry-After": header("Retry-After") },
  503: { "Retry-After": header("Retry-After") },
};

/** The headers of a status, whichever component responds; none for most. */
export const headersOf = (status: number): JsonSchema =>
  Object.hasOwn(headersByStatus, status) ? { headers: headersByStatus[status] } : {};

/** By status. */
export type Descriptions = Readonly<Record<number, string>>;

const descriptions: Descriptions = {
  400: "The request is invalid. Sending it again unchanged gives the same error.",
  401: "Missing or invalid credentials: the token is missing, expired, or not for this API. Does not occur with signed requests.",
  403: "Access denied. With signed requests: the request is not signed, its signature is invalid, or its signer lacks permission.",
  404: "No such message. Another company's message is not found either; a message that was just accepted may not be processed yet.",
  413: "The message is too large.",
  415: "The Content-Type is not `application/json`, or the body is not UTF-8 or is compressed, as the headers say.",
  429: "Too many requests. The limit is the deployment's, on each route and over all callers.",
  500: "Internal error. Retrying the same request is safe.",
  503: "Temporarily unavailable. Retrying the same request is safe.",
};

export const headers = {
  Location: {
    description: "Where the result will be, as `getMessage` finds it by the message's id.",
    required: false,
    schema: { type: "string", pattern: "/messages/[0-9a-f-]{36}$" },
    example: `/v1/messages/${ids.message_id}`,
  },
  "Retry-After": {
    description: "Seconds to wait before retrying.",
    required: true,
    schema: { type: "integer", minimum: 1 },
    example: 1,
  },
  "WWW-Authenticate": {
    description: '`Bearer`; with `error="invalid_token"` when a token was sent.',
    required: true,
    schema: { type: "string", pattern: "^Bearer" },
    example: 'Bearer error="invalid_token"',
  },
  "Cache-Control": {
    description: "The response must not be cached.",
    required: true,
    schema: { type: "string", const: "no-store" },
    example: "no-store",
  },
} as const;

const toProblemResponse = (status: number, problems: readonly Problem[], own: Descriptions): JsonSchema => {
  const description = own[status] ?? descriptions[status];
  if (description === undefined) throw new Error(`no description of the status ${status}`);
  return {
    description: `${description} Codes: ${problems.map(({ code }) => `\`${code}\``).join(", ")}.`,
    ...headersOf(status),
    content: {
      [problemContentType]: {
        schema: toSchema(ProblemDetails),
        examples: Object.fromEntries(
          problems.map((problem) => [problem.code, { summary: problem.detail, value: toExample(problem) }]),
        ),
      },
    },
  };
};

/** Without what is absent in JSON. */
const toExample = (problem: Problem): unknown =>
  JSON.parse(JSON.stringify(toProblemDetails(problem, ids.request_id)));

/**
 * One response for each status among the problems; of those with the same code the first is shown.
 *
 * @param own what the operation says of a status where the general description will not do
 */
export const toProblemResponses = (problems: readonly Problem[], own: Descriptions = {}): JsonSchema => {
  const byStatus = Map.groupBy(problems, ({ status }) => status);
  return Object.fromEntries(
    [...byStatus].map(([status, all]) => {
      const byCode = [...Map.groupBy(all, ({ code }) => code).values()];
      return [
        status,
        toProblemResponse(
          status,
          byCode.flatMap((same) => same.slice(0, 1)),
          own,
        ),
      ];
    }),
  );
};

export type Examples = Readonly<Record<string, { readonly summary: string; readonly value: unknown }>>;

export const toJsonContent = (codec: t.Mixed, examples: Examples): JsonSchema => ({
  "application/json": { schema: toSchema(codec), examples },
});
