// Gateway responses: what a client gets when the gateway itself fails, as the stack words it.
// https://docs.aws.amazon.com/apigateway/latest/developerguide/api-gateway-gatewayResponse-definition.html
import { gatewayResponseTypes, type ResponseType } from "../../../resources/gateway-response-types.ts";
import type { HttpResponse } from "../../../core/http.ts";
import type { GatewayError } from "../request/gateway-error.ts";
import { compileSubstitution, type Substitution } from "../templates/substitution.ts";
import { chooseTemplate } from "./choose-template.ts";
import { toStaticValue } from "./static-value.ts";

export type GatewayResponse = {
  readonly status: number | undefined;
  /** Names in lower case. */
  readonly headers: Readonly<Record<string, string>>;
  readonly templates: ReadonlyMap<string, Substitution>;
};
export type GatewayResponses = ReadonlyMap<ResponseType, GatewayResponse>;

/** What AWS says where the stack says nothing. ACCESS_DENIED has its capital letter from IAM. */
const plain = compileSubstitution('{"message":$context.error.messageString}', "gateway-response");
const denied = compileSubstitution('{"Message":$context.error.messageString}', "gateway-response");

/** Throws for an expression or a variable that is not supported. */
export const compileGatewayResponse = (config: {
  readonly status_code?: string | null | undefined;
  readonly response_parameters: Readonly<Record<string, string>>;
  readonly response_templates: Readonly<Record<string, string>>;
}): GatewayResponse => ({
  status: typeof config.status_code === "string" ? Number(config.status_code) : undefined,
  headers: Object.fromEntries(
    Object.entries(config.response_parameters).map(([target, expression]) => {
      const header = /^gatewayresponse\.header\.(.+)$/.exec(target)?.[1];
      if (header === undefined) throw new Error(`${target} is not gatewayresponse.header.NAME`);
      return [header.toLowerCase(), toStaticValue(expression)];
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
export const toErrorContext = (error: GatewayError): Readonly<Record<string, string>> => ({
  message: escapeJson(error.message),
  // AWS has no words for an authorizer that failed: clients get {"message":null}.
  messageString: error.message === "" ? "null" : JSON.stringify(error.message),
  responseType: error.type,
  validationErrorString: escapeJson(error.validationErrorString),
});

const escapeJson = (text: string): string => JSON.stringify(text).slice(1, -1);

const choose = (responses: GatewayResponses, error: GatewayError): GatewayResponse | undefined =>
  responses.get(error.type) ?? responses.get(error.status < 500 ? "DEFAULT_4XX" : "DEFAULT_5XX");

/** `context` already holds `error`. */
export const toGatewayResponse = (
  responses: GatewayResponses,
  error: GatewayError,
  accept: string | undefined,
  context: Readonly<Record<string, unknown>>,
): HttpResponse => {
  const response = choose(responses, error);
  const [contentType, template] = chooseTemplate(
    response?.templates ?? new Map<string, Substitution>(),
    accept,
  ) ?? ["application/json", error.type === "ACCESS_DENIED" ? denied : plain];
  return {
    status: response?.status ?? error.status,
    headers: {
      "content-type": contentType,
      "x-amzn-errortype": gatewayResponseTypes[error.type].errorType,
      ...response?.headers,
    },
    // Whether AWS prints anything for a variable without a value is not documented; here it is nothing.
    body: Buffer.from(template(context, "")),
  };
};
