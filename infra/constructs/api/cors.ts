// Which website's pages may read the API's answers. Without a configured origin there is nothing here, and none may.

/**
 * The headers that let pages of `origin` read an answer, as API Gateway's mappings have them: static values stand
 * in single quotes. The origin is always named, whoever asks: a browser compares it, and nobody else cares.
 */
export const corsHeaders = (origin: string | undefined): Readonly<Record<string, string>> =>
  origin === undefined
    ? {}
    : {
        "Access-Control-Allow-Origin": `'${origin}'`,
        "Access-Control-Expose-Headers": "'Retry-After,WWW-Authenticate'",
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
