// Adds CORS headers for one configured origin: the gateway adds none to a function's responses.
import type { Variable } from "@message-handler/lambda-kit/environment.ts";
import { actionableHeaders } from "@message-handler/api-contract/routes.ts";
import type { APIGatewayProxyResult } from "aws-lambda";

/** Empty when no website may. */
export const originOrEmpty: Variable<string> = {
  expected: "an origin such as https://console.example.com, or nothing",
  read: (text) => (text === "" || (URL.canParse(text) && new URL(text).origin === text) ? text : undefined),
};

/** Every response names the origin, whatever the request's Origin: browsers compare the two. */
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
          "access-control-expose-headers": actionableHeaders.join(","),
          vary: "Origin",
        };
        return { ...response, headers: { ...response.headers, ...cors } };
      };
