// Answers that the gateway gives by itself, as the stack words them.
// https://docs.aws.amazon.com/apigateway/latest/developerguide/api-gateway-gatewayResponse-definition.html
import type { HttpResponse } from "../../../core/http.ts";
import { chooseTemplate } from "./choose-template.ts";
import { errorTypeOf, type GatewayError, type ResponseType } from "../request/gateway-error.ts";
import { lowerCased } from "../integration/lower-cased.ts";
import {
  applyMapping,
  type ParameterMapping,
  parseParameter,
  type ParameterSource,
} from "./parameter-mapping.ts";
import { compileSubstitution, type Substitution } from "../templates/substitution.ts";

export type GatewayResponse = {
  readonly status: number | undefined;
  readonly headers: ParameterMapping;
  readonly templates: ReadonlyMap<string, Substitution>;
};
export type GatewayResponses = ReadonlyMap<ResponseType, GatewayResponse>;

/** What AWS says where the stack says nothing. ACCESS_DENIED has its capital letter from IAM. */
const plain = compileSubstitution('{"message":$context.error.messageString}', "gateway-response");
const denied = compileSubstitution('{"Message":$context.error.messageString}', "gateway-response");

/** Throws for an expression or a variable that is not known. */
export const compileGatewayResponse = (config: {
  readonly status_code?: string | null | undefined;
  readonly response_parameters: Readonly<Record<string, string>>;
  readonly response_templates: Readonly<Record<string, string>>;
}): GatewayResponse => ({
  status: typeof config.status_code === "string" ? Number(config.status_code) : undefined,
  headers: new Map(
    Object.entries(config.response_parameters).map(([target, expression]) => {
      const header = /^gatewayresponse\.header\.(.+)$/.exec(target)?.[1];
      if (header === undefined) throw new Error(`${target} is not gatewayresponse.header.NAME`);
      return [header, parseParameter(expression, "gateway-response")];
    }),
  ),
  templates: new Map(
    Object.entries(config.response_templates).map(([type, text]) => [
      type,
      compileSubstitution(text, "gateway-response"),
    ]),
  ),
});

/**
 * What `$context.error` holds. The validator's text is full of quotation marks, and the templates people use put
 * it between quotation marks all the same: so it arrives escaped for JSON. AWS's documentation does not say so.
 */
export const toErrorContext = (fault: GatewayError): Readonly<Record<string, string>> => ({
  message: escapeJson(fault.message),
  // AWS has no words for an authorizer that failed: clients get {"message":null}.
  messageString: fault.message === "" ? "null" : JSON.stringify(fault.message),
  responseType: fault.type,
  validationErrorString: escapeJson(fault.validationErrorString),
});

const escapeJson = (text: string): string => JSON.stringify(text).slice(1, -1);

const chosen = (responses: GatewayResponses, fault: GatewayError): GatewayResponse | undefined =>
  responses.get(fault.type) ?? responses.get(fault.status < 500 ? "DEFAULT_4XX" : "DEFAULT_5XX");

/** `source.context` already holds `error`. */
export const toGatewayResponse = (
  responses: GatewayResponses,
  fault: GatewayError,
  source: ParameterSource,
): HttpResponse => {
  const response = chosen(responses, fault);
  const [contentType, template] = chooseTemplate(
    response?.templates ?? new Map<string, Substitution>(),
    source.request.headers["accept"],
  ) ?? ["application/json", fault.type === "ACCESS_DENIED" ? denied : plain];
  return {
    status: response?.status ?? fault.status,
    headers: {
      "content-type": contentType,
      "x-amzn-errortype": errorTypeOf(fault.type),
      ...lowerCased(applyMapping(response?.headers ?? new Map(), source)),
    },
    // Whether AWS prints anything for a variable without a value is not documented; here it is nothing.
    body: Buffer.from(template(source.context, "")),
  };
};
