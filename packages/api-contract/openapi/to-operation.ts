// From a route and what people read about it to its operation in OpenAPI.
import type { Parameters, Route } from "../routes.ts";
import { isRequired, type JsonSchema } from "../to-json-schema.ts";
import { toSchema } from "./components.ts";
import { notes } from "./notes.ts";
import {
  headersOf,
  toJsonContent,
  toProblemResponses,
  type Descriptions,
  type Examples,
} from "./responses.ts";

export type RouteTexts = {
  readonly summary: string;
  /** Paragraphs. */
  readonly description: readonly string[];
  /** An example of each parameter. */
  readonly parameters?: Readonly<Record<string, unknown>>;
  readonly requestBody?: { readonly description: string; readonly examples: Examples };
  readonly response: {
    readonly description: string;
    readonly examples: Examples;
    readonly links?: JsonSchema;
  };
  readonly problems?: Descriptions;
};

const toParameters = (
  place: "path" | "query",
  codec: Parameters,
  examples: Readonly<Record<string, unknown>>,
): readonly JsonSchema[] =>
  Object.entries(codec.props).map(([name, parameter]) => ({
    name,
    in: place,
    required: isRequired(parameter),
    description: notes.get(codec)?.[name],
    schema: toSchema(parameter),
    example: examples[name],
  }));

const parametersOf = ({ pathParameters, queryParameters }: Route, texts: RouteTexts) => [
  ...(pathParameters === undefined ? [] : toParameters("path", pathParameters, texts.parameters ?? {})),
  ...(queryParameters === undefined ? [] : toParameters("query", queryParameters, texts.parameters ?? {})),
];

const requestBodyOf = ({ requestBody: codec }: Route, { requestBody: texts }: RouteTexts) =>
  codec === undefined || texts === undefined
    ? {}
    : {
        requestBody: {
          required: true,
          description: texts.description,
          content: toJsonContent(codec, texts.examples),
        },
      };

export const toOperation = (operationId: string, route: Route, texts: RouteTexts): JsonSchema => {
  const { status, body } = route.response;
  const { description, examples, links } = texts.response;
  const parameters = parametersOf(route, texts);
  return {
    operationId,
    tags: ["messages"],
    summary: texts.summary,
    description: texts.description.join("\n\n"),
    ...(parameters.length === 0 ? {} : { parameters }),
    ...requestBodyOf(route, texts),
    responses: {
      [status]: {
        description,
        ...headersOf(status),
        content: toJsonContent(body, examples),
        ...(links === undefined ? {} : { links }),
      },
      ...toProblemResponses(route.problems, texts.problems),
    },
  };
};
