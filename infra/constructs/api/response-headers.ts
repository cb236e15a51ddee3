// Response headers, as API Gateway's mappings have them.
import { actionableHeaders } from "@message-handler/api-contract/routes.ts";

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
