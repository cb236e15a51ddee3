// What a request validator checks before anything else looks at a request.
// https://docs.aws.amazon.com/apigateway/latest/developerguide/api-gateway-method-request-validation.html
import { GatewayError } from "./gateway-error.ts";
import type { ModelCheck } from "./models.ts";
import type { StageRequest } from "./stage-request.ts";

/** By content type; `$default` for all others. A body of a type without a model is not checked. */
export type BodyChecks = ReadonlyMap<string, ModelCheck>;

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

/** Throws BAD_REQUEST_BODY. */
export const validateBody = (checks: BodyChecks, request: StageRequest): void => {
  const check = checks.get(request.mediaType) ?? checks.get("$default");
  if (check === undefined) return;
  const validationErrorString = check(parseBody(request.text));
  if (validationErrorString !== undefined) {
    throw new GatewayError("BAD_REQUEST_BODY", "Invalid request body", { validationErrorString });
  }
};
