// Lets the pages of one website read the answers, where an origin is configured: the gateway adds nothing to them.
import type { Variable } from "@message-handler/lambda-kit/environment.ts";
import type { APIGatewayProxyResult } from "aws-lambda";

/** Empty when no website may. */
export const originOrEmpty: Variable<string> = {
  expected: "an origin such as https://console.example.com, or nothing",
  read: (text) => (text === "" || (URL.canParse(text) && new URL(text).origin === text) ? text : undefined),
};

/** What a page may read of an answer beside its body; the gateway says the same of its own answers. */
const exposed = "Retry-After,WWW-Authenticate";

/** Every answer names the origin, whoever asks: a browser compares it, and nobody else cares. */
export const withCors = <Arguments extends readonly unknown[]>(
  origin: string,
  handler: (...args: Arguments) => Promise<APIGatewayProxyResult>,
): typeof handler =>
  origin === ""
    ? handler
    : async (...args) => {
        const response = await handler(...args);
        const cors = {
          "access-control-allow-origin": origin,
          "access-control-expose-headers": exposed,
          vary: "Origin",
        };
        return { ...response, headers: { ...response.headers, ...cors } };
      };
