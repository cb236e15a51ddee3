// Lambda's Runtime API (2018-06-01) for one process, over HTTP on the loopback.
import type { IncomingMessage, ServerResponse } from "node:http";
import { answerUnread, startLoopbackServer } from "../../../core/loopback-server.ts";
import { readBody } from "../../../core/server.ts";
import { makeRuntimeExchange, maxPayloadBytes, type RuntimeExchange } from "./runtime-exchange.ts";

export type RuntimeApi = Awaited<ReturnType<typeof startRuntimeApi>>;

const accepted = { status: "OK" };
const tooLarge = { errorType: "RequestEntityTooLarge", errorMessage: "Request entity too large" };

const answerPath = /^\/2018-06-01\/runtime\/invocation\/([^/]+)\/(response|error)$/;

const makeListener =
  (exchange: RuntimeExchange) =>
  async (request: IncomingMessage, response: ServerResponse): Promise<void> => {
    const reply = (status: number, body: unknown): void => {
      const headers = { "content-type": "application/json" };
      const text = JSON.stringify(body);
      if (!request.readableEnded)
        return answerUnread(request, response, { status, headers, body: Buffer.from(text) });
      response.writeHead(status, { ...headers, "content-length": Buffer.byteLength(text) }).end(text);
    };
    const body = await readBody(request, maxPayloadBytes);
    const route = `${request.method ?? ""} ${request.url ?? ""}`;
    if (route === "GET /2018-06-01/runtime/invocation/next") return exchange.onNext(response);
    if (route === "POST /2018-06-01/runtime/init/error") {
      exchange.onInitError(body);
      return reply(202, accepted);
    }
    const [, requestId = "", kind = ""] = answerPath.exec(request.url ?? "") ?? [];
    if (kind === "") return reply(404, { errorType: "NotFound", errorMessage: route });
    // The runtime asks for the next invocation only after this reply.
    if (exchange.onAnswer(requestId, kind, body))
      return body === undefined ? reply(413, tooLarge) : reply(202, accepted);
    return reply(400, { errorType: "InvalidRequestID", errorMessage: "Invalid request ID" });
  };

/** https://docs.aws.amazon.com/lambda/latest/dg/runtimes-api.html */
export const startRuntimeApi = async () => {
  const exchange = makeRuntimeExchange();
  const listener = makeListener(exchange);
  const { port, close } = await startLoopbackServer({
    port: 0,
    guard: "same-origin",
    listener: (request, response) => {
      // A process that was killed half-way through a request: its end is noticed by whoever started it.
      listener(request, response).catch(() => response.destroy());
    },
    // The work on an invocation has no end here.
    keepAliveTimeout: 0,
  });
  return {
    /** `127.0.0.1:PORT`, for AWS_LAMBDA_RUNTIME_API. */
    address: `127.0.0.1:${port}`,
    initialised: exchange.initialised,
    invoke: exchange.invoke,
    reportedError: exchange.reportedError,
    /** For a process that is gone. */
    close: async (): Promise<void> => {
      await close();
      exchange.end();
    },
  };
};
