// What a request validator checks before anything else looks at a request.
// https://docs.aws.amazon.com/apigateway/latest/developerguide/api-gateway-method-request-validation.html
import { GatewayError } from "./gateway-error.ts";
import type { ModelCheck } from "./models.ts";
import type { StageRequest } from "./stage-request.ts";

export type RequestChecks = {
  /** `method.request.querystring.page`, of the parameters that are required. */
  readonly requiredParameters: readonly string[];
  /** By content type; `$default` for all others. A body of a type without a model is not checked. */
  readonly bodyChecks: ReadonlyMap<string, ModelCheck>;
};

/** For a method without a validator. */
export const noChecks: RequestChecks = { requiredParameters: [], bodyChecks: new Map() };

/** AWS documents a required parameter as one that is "included in the request and not blank". */
const isMissing = (
  parameter: string,
  request: StageRequest,
  path: Readonly<Record<string, string>>,
): boolean => {
  const [, location = "", name = ""] = /^method\.request\.(\w+)\.(.+)$/.exec(parameter) ?? [];
  const value = {
    header: request.headers[name.toLowerCase()],
    querystring: request.query.get(name)?.at(-1),
    path: path[name],
  }[location];
  return value === undefined || value.trim() === "";
};

const nameOf = (parameter: string): string => parameter.split(".").slice(3).join(".");

/** As AWS does, no body at all is checked as an empty object: a model that requires anything refuses it. */
const parseBody = (text: string): unknown => {
  try {
    return JSON.parse(text === "" ? "{}" : text);
  } catch {
    // AWS's own wording is not documented.
    throw new GatewayError("BAD_REQUEST_BODY", "Invalid request body", {
      validationErrorString: "[the body is not valid JSON]",
    });
  }
};

/** Throws BAD_REQUEST_PARAMETERS or BAD_REQUEST_BODY. */
export const validateRequest = (
  checks: RequestChecks,
  request: StageRequest,
  pathParameters: Readonly<Record<string, string>>,
): void => {
  const missing = checks.requiredParameters.filter((parameter) =>
    isMissing(parameter, request, pathParameters),
  );
  if (missing.length > 0) {
    const names = missing.map(nameOf).toSorted().join(", ");
    throw new GatewayError("BAD_REQUEST_PARAMETERS", `Missing required request parameters: [${names}]`);
  }
  const check = checks.bodyChecks.get(request.mediaType) ?? checks.bodyChecks.get("$default");
  if (check === undefined) return;
  const validationErrorString = check(parseBody(request.text));
  if (validationErrorString !== undefined) {
    throw new GatewayError("BAD_REQUEST_BODY", "Invalid request body", { validationErrorString });
  }
};
