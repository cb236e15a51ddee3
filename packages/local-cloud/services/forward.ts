// Hands a request on to an engine, byte for byte.
import { Agent, type IncomingHttpHeaders, type IncomingMessage, request as send } from "node:http";
import { buffer } from "node:stream/consumers";
import type { HttpRequest, HttpResponse } from "../core/http.ts";

export type Forward = (request: HttpRequest) => Promise<HttpResponse>;

/** They belong to one connection (RFC 9110, 7.6.1), or follow from the other end and from the body. */
const hopByHop = new Set([
  "connection",
  "keep-alive",
  "transfer-encoding",
  "expect",
  "upgrade",
  "te",
  "content-length",
  "host",
]);

const toForwarded = (headers: IncomingHttpHeaders): IncomingHttpHeaders =>
  Object.fromEntries(Object.entries(headers).filter(([name]) => !hopByHop.has(name)));

const toResponseHeaders = (method: string, headers: IncomingHttpHeaders): Record<string, string> =>
  Object.fromEntries(
    Object.entries(headers).flatMap(([name, value]) => {
      // The answer to HEAD has no body of its own to count: its content-length says something about the object.
      const drop =
        value === undefined || (hopByHop.has(name) && !(method === "HEAD" && name === "content-length"));
      return drop ? [] : [[name, Array.isArray(value) ? value.join(", ") : value]];
    }),
  );

/**
 * `fetch` would not do here: it normalises paths, and `/files/../x` is a valid S3 key.
 * Rejects when the engine cannot be reached.
 */
export const makeForward = (origin: string): Forward => {
  const agent = new Agent({ keepAlive: true });
  const { hostname, port } = new URL(origin);
  return async ({ method, url, headers, body }) => {
    const response = await new Promise<IncomingMessage>((resolve, reject) => {
      const sending = send({
        agent,
        hostname,
        port,
        method,
        path: url,
        headers: { ...toForwarded(headers), "content-length": body.length },
      });
      sending.on("response", resolve).on("error", reject).end(body);
    });
    return {
      status: response.statusCode ?? 502,
      headers: toResponseHeaders(method, response.headers),
      body: await buffer(response),
    };
  };
};
