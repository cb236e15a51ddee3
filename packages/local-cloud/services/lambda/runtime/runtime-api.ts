// Lambda's Runtime API (2018-06-01) for one process, over HTTP on the loopback.
import type { IncomingMessage, ServerResponse } from "node:http";
import { startLoopbackServer } from "../../../core/loopback-server.ts";
import { makeRuntimeExchange, type RuntimeExchange } from "./runtime-exchange.ts";

export type RuntimeApi = Pick<RuntimeExchange, "initialised" | "invoke" | "reportedError"> & {
  /** `127.0.0.1:PORT`, for AWS_LAMBDA_RUNTIME_API. */
  readonly address: string;
  readonly close: () => Promise<void>;
};

const readBody = async (request: IncomingMessage): Promise<Buffer> => {
  const chunks: Buffer[] = [];
  for await (const chunk of request) chunks.push(chunk as Buffer);
  return Buffer.concat(chunks);
};

const reply = (response: ServerResponse, status: number, body: unknown): void => {
  response.writeHead(status, { "content-type": "application/json" }).end(JSON.stringify(body));
};

const accepted = { status: "OK" };

const answerPath = /^\/2018-06-01\/runtime\/invocation\/([^/]+)\/(response|error)$/;

const makeListener =
  (exchange: RuntimeExchange) =>
  async (request: IncomingMessage, response: ServerResponse): Promise<void> => {
    const body = await readBody(request);
    const route = `${request.method ?? ""} ${request.url ?? ""}`;
    if (route === "GET /2018-06-01/runtime/invocation/next") return exchange.onNext(response);
    if (route === "POST /2018-06-01/runtime/init/error") {
      exchange.onInitError(body);
      return reply(response, 202, accepted);
    }
    const [, requestId = "", kind = ""] = answerPath.exec(request.url ?? "") ?? [];
    if (kind === "") return reply(response, 404, { errorType: "NotFound", errorMessage: route });
    // The runtime asks for the next invocation only after this reply.
    if (exchange.onAnswer(requestId, kind, body)) return reply(response, 202, accepted);
    return reply(response, 400, { errorType: "InvalidRequestID", errorMessage: "Invalid request ID" });
  };

/** https://docs.aws.amazon.com/lambda/latest/dg/runtimes-api.html */
export const startRuntimeApi = async (): Promise<RuntimeApi> => {
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
    address: `127.0.0.1:${port}`,
    initialised: exchange.initialised,
    invoke: exchange.invoke,
    reportedError: exchange.reportedError,
    close,
  };
};
