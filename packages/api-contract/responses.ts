// An operation's answers, each with its headers, its schema and its examples.
import type * as t from "io-ts";
import { Problem } from "./answers.ts";
import { reflect } from "./components.ts";
import type { JsonSchema } from "./json-schema.ts";

export const problemContentType = "application/problem+json";

const header = (name: keyof typeof headers): JsonSchema => ({ $ref: `#/components/headers/${name}` });

/** What comes with a status beside its body, whoever answers. */
const headersByStatus: Readonly<Record<number, JsonSchema>> = {
  401: { "WWW-Authenticate": header("WWW-Authenticate") },
  429: { "Retry-After": header("Retry-After") },
  503: { "Retry-After": header("Retry-After") },
};

const meanings: Readonly<Record<number, string>> = {
  400: "The request is at fault; sending it again as it is cannot help.",
  401: "The request does not say credibly who sends it: its token is missing, expired, or not for this API. Where requests are signed, this does not occur.",
  403: "The sender is not allowed to do this. Where requests are signed: the request is not signed, wrongly signed, or signed by someone who may not call this operation.",
  404: "There is no such message. Another company's message is not there either; and one that was just accepted may not have been processed yet.",
  413: "The message is too long.",
  415: "The body is not sent as `application/json`.",
  429: "Too many requests at the moment.",
  500: "It did not work, and that is not the sender's fault; the operators have been told. Sending the same request again is safe.",
  503: "It does not work at the moment. Sending the same request again is safe.",
};

export const headers = {
  "Retry-After": {
    description: "After how many seconds the request may be sent again.",
    required: true,
    schema: { type: "integer", minimum: 1 },
    example: 1,
  },
  "WWW-Authenticate": {
    description: 'How to say who sends: `Bearer`, with `error="invalid_token"` when there was a token.',
    required: true,
    schema: { type: "string", pattern: "^Bearer" },
    example: 'Bearer error="invalid_token"',
  },
  "Cache-Control": {
    description: "Nothing on the way may keep the answer.",
    required: true,
    schema: { type: "string", const: "no-store" },
    example: "no-store",
  },
} as const;

/** What an operation says of its own about a status; where it says nothing, what holds everywhere. */
export type Particulars = {
  readonly meanings?: Readonly<Record<number, string>>;
};

const toProblemResponse = (status: number, problems: readonly Problem[], own: Particulars): JsonSchema => {
  const description = own.meanings?.[status] ?? meanings[status];
  if (description === undefined) throw new Error(`nobody says what ${status} means`);
  const sent = headersByStatus[status];
  return {
    description,
    ...(sent === undefined ? {} : { headers: sent }),
    content: {
      [problemContentType]: {
        schema: {
          allOf: [
            reflect(Problem),
            {
              properties: {
                status: { type: "integer", const: status },
                code: { type: "string", enum: problems.map(({ code }) => code) },
              },
            },
          ],
        },
        examples: Object.fromEntries(problems.map((value) => [value.code, { summary: value.detail, value }])),
      },
    },
  };
};

const isFirstOfItsCode = ({ status, code }: Problem, index: number, all: readonly Problem[]): boolean =>
  all.findIndex((other) => other.status === status && other.code === code) === index;

/** One response for each status among the problems; of those with the same code the first is shown. */
export const toProblemResponses = (problems: readonly Problem[], own: Particulars = {}): JsonSchema => {
  const different = problems.filter(isFirstOfItsCode);
  const statuses = new Set(different.map(({ status }) => status));
  return Object.fromEntries(
    [...statuses]
      .toSorted((one, other) => one - other)
      .map((status) => [
        `${status}`,
        toProblemResponse(
          status,
          different.filter((problem) => problem.status === status),
          own,
        ),
      ]),
  );
};

export type Examples = Readonly<Record<string, { readonly summary: string; readonly value: unknown }>>;

export const toJsonContent = (codec: t.Mixed, examples: Examples): JsonSchema => ({
  "application/json": { schema: reflect(codec), examples },
});

/** 200 for a company's own data. */
export const toPrivateAnswer = (description: string, codec: t.Mixed, examples: Examples): JsonSchema => ({
  description,
  headers: { "Cache-Control": header("Cache-Control") },
  content: toJsonContent(codec, examples),
});
