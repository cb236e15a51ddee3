// Mappings of single values: `integration.request.header.X` and its like, set from a literal, the request, the
// context or the backend's headers.
// https://docs.aws.amazon.com/apigateway/latest/developerguide/request-response-data-mappings.html
import { isContextVariable, readContext } from "../templates/context-variables.ts";
import type { StageRequest } from "../request/stage-request.ts";

export type ParameterSource = {
  readonly request: StageRequest;
  readonly pathParameters: Readonly<Record<string, string>>;
  readonly context: unknown;
  /** The backend's, names in lower case. */
  readonly responseHeaders?: Readonly<Record<string, string>>;
};
export type Parameter = (source: ParameterSource) => string | undefined;
/** `undefined` results leave the target out. */
export type ParameterMapping = ReadonlyMap<string, Parameter>;

/** Where a value may come from differs between the two directions. */
export type MappingDirection = "request" | "response" | "gateway-response";

/** `method.request.header.X` → what reads it; names of headers are matched in any case, which AWS does not do. */
const fromRequest = (location: string, name: string): Parameter | undefined => {
  switch (location) {
    case "header":
      return ({ request }) => request.headers[name.toLowerCase()];
    case "querystring":
      return ({ request }) => request.query.get(name)?.at(-1);
    case "path":
      return ({ pathParameters }) => pathParameters[name];
    default:
      return undefined;
  }
};

const parse = (expression: string, direction: MappingDirection): Parameter | undefined => {
  const literal = /^'(.*)'$/s.exec(expression);
  if (literal !== null) return () => literal[1];
  const [, root = "", name = ""] =
    /^(method\.request|integration\.response|context)\.(.+)$/.exec(expression) ?? [];
  const [, location = "", key = ""] = /^(\w+)\.(.+)$/.exec(name) ?? [];
  if (root === "context") {
    const place = direction === "gateway-response" ? "gateway-response" : "mapping-template";
    return isContextVariable(name, place) ? ({ context }) => readContext(context, name) : undefined;
  }
  if (root === "method.request" && direction !== "response") return fromRequest(location, key);
  if (root === "integration.response" && direction === "response" && location === "header") {
    return ({ responseHeaders }) => responseHeaders?.[key.toLowerCase()];
  }
  return undefined;
};

/** Throws when the expression is none that is known here (whole bodies and multi-value parameters are not). */
export const parseParameter = (expression: string, direction: MappingDirection): Parameter => {
  const parameter = parse(expression, direction);
  if (parameter === undefined)
    throw new Error(`the mapping ${expression} is not supported by the local cloud`);
  return parameter;
};

/** Evaluates a mapping; what has no value is left out. */
export const applyMapping = (mapping: ParameterMapping, source: ParameterSource): Record<string, string> =>
  Object.fromEntries(
    [...mapping].flatMap(([target, parameter]) => {
      const value = parameter(source);
      return value === undefined || value === "" ? [] : [[target, value]];
    }),
  );
