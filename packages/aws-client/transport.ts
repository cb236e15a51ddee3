// Sends a request over a kept connection and gives it up in time: its connection, then all of its answer.
import {
  Agent as HttpAgent,
  request as httpRequest,
  type ClientRequest,
  type IncomingMessage,
} from "node:http";
import { Agent as HttpsAgent, request as httpsRequest } from "node:https";
import { secureContext } from "@message-handler/lambda-kit/secure-context.ts";
import { buildQueryString, HttpResponse } from "@smithy/core/protocols";
import type { HttpRequest } from "@smithy/types";
import { bodyOf } from "./sign-request.ts";

/** Like the SDK's handler: these are worth a retry, whatever else they are called. */
const BROKEN = ["ECONNRESET", "EPIPE", "ETIMEDOUT"];

const toTimeoutError = (what: string, ms: number): Error =>
  Object.assign(new Error(`${what} within ${ms} ms.`), { name: "TimeoutError" });

const toAbortError = ({ reason }: AbortSignal): Error =>
  Object.assign(new Error("Request aborted", { cause: reason }), { name: "AbortError" });

const toHeaders = ({ headers }: IncomingMessage): Record<string, string> =>
  Object.fromEntries(Object.entries(headers).map(([name, value]) => [name, String(value)]));

/** All of the body; rejects when it breaks off. */
export const collect = async (body: IncomingMessage): Promise<Uint8Array> =>
  new Promise((resolve, reject) => {
    const chunks: Buffer[] = [];
    body.on("data", (chunk: Buffer) => chunks.push(chunk));
    body.once("error", reject);
    body.once("end", () => resolve(chunks.length === 1 && chunks[0] ? chunks[0] : Buffer.concat(chunks)));
  });

export type TransportOptions = {
  readonly maxSockets: number;
  /** Milliseconds of an attempt, its body included. */
  readonly requestTimeoutMs: number;
  readonly connectionTimeoutMs: number;
  /** In the place of its own. It refuses plain HTTP: a rehearsal reaches nothing over that either. */
  readonly agent: HttpsAgent | undefined;
};

/** A request that waits for a connection longer than this is given up, while the time for its answer goes on. */
const limitConnecting = (sent: ClientRequest, ms: number, giveUp: (error: Error) => void): void => {
  const timer = setTimeout(() => giveUp(toTimeoutError("No connection", ms)), ms);
  sent.once("close", () => clearTimeout(timer));
  sent.once("socket", (socket) => {
    if (socket.connecting) socket.once("connect", () => clearTimeout(timer));
    else clearTimeout(timer);
  });
};

/**
 * Where one kept connection is dead, those that were idle beside it are, too: services close them while an execution is
 * frozen. Each would cost an attempt, and a batch leaves more of them than there are attempts.
 */
const dropIdle = ({ freeSockets }: HttpAgent): void => {
  for (const socket of Object.values(freeSockets).flat()) socket?.destroy();
};

export const makeTransport = (transport: TransportOptions) => {
  const { maxSockets, requestTimeoutMs, connectionTimeoutMs } = transport;
  const options = { keepAlive: true, maxSockets };
  const agents: { http?: HttpAgent; https?: HttpsAgent } = {};
  const agentFor = (isSecure: boolean): HttpAgent => {
    if (transport.agent !== undefined) return transport.agent;
    if (!isSecure) return (agents.http ??= new HttpAgent(options));
    return (agents.https ??= new HttpsAgent({ ...options, secureContext: secureContext() }));
  };
  const send = async (request: HttpRequest, abortSignal?: AbortSignal): Promise<HttpResponse> => {
    if (abortSignal?.aborted === true) throw toAbortError(abortSignal);
    const { protocol, hostname, port, method, headers, query } = request;
    const isSecure = protocol === "https:";
    const agent = agentFor(isSecure);
    const queryString = buildQueryString(query ?? {});
    const sent = (isSecure ? httpsRequest : httpRequest)({
      agent,
      host: hostname.replace(/^\[(.*)\]$/, "$1"),
      port,
      method,
      path: queryString === "" ? request.path : `${request.path}?${queryString}`,
      headers,
    });
    return new Promise((resolve, reject) => {
      let answer: IncomingMessage | undefined;
      // Node tells no error of a request that still waits for a socket, or whose answer was a change of protocol.
      const giveUp = (error: Error): void => {
        clearTimeout(timer);
        (answer ?? sent).destroy(error);
        reject(error);
      };
      const timer = setTimeout(
        () =>
          giveUp(Object.assign(toTimeoutError("No whole answer", requestTimeoutMs), { code: "ETIMEDOUT" })),
        requestTimeoutMs,
      );
      // More than once: giving a request up breaks its connection, too.
      sent.on("error", (error: NodeJS.ErrnoException) => {
        clearTimeout(timer);
        if (BROKEN.includes(error.code ?? "")) {
          error.name = "TimeoutError";
          if (sent.reusedSocket) dropIdle(agent);
        }
        reject(error);
      });
      limitConnecting(sent, connectionTimeoutMs, giveUp);
      sent.once("response", (response) => {
        answer = response;
        // Closed before its connection is free for another request.
        response.once("close", () => clearTimeout(timer));
        resolve(
          new HttpResponse({
            statusCode: response.statusCode ?? -1,
            headers: toHeaders(response),
            body: response,
          }),
        );
      });
      if (abortSignal !== undefined) {
        const abort = (): void => giveUp(toAbortError(abortSignal));
        abortSignal.addEventListener("abort", abort, { once: true });
        sent.once("close", () => abortSignal.removeEventListener("abort", abort));
      }
      sent.end(bodyOf(request));
    });
  };
  const destroy = (): void => {
    agents.http?.destroy();
    agents.https?.destroy();
  };
  return { send, destroy };
};
