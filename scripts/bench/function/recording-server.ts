// A server on the loopback that keeps the first requests and counts all of them.
import { once } from "node:events";
import { createServer, type IncomingMessage, type RequestListener, type ServerResponse } from "node:http";
import { createServer as createTlsServer } from "node:https";
import type { AddressInfo } from "node:net";
import { text } from "node:stream/consumers";
import type { WireRequest } from "./wire-request.ts";

export type RecordingServer = {
  readonly port: number;
  readonly requests: readonly WireRequest[];
  readonly count: () => number;
  readonly stop: () => Promise<void>;
};

export type Answer = {
  readonly headers: Readonly<Record<string, string>>;
  readonly body: string;
};

/** A kept one costs memory; more than a batch of ten makes is of no use to a check. */
const kept = 100;

export const startRecordingServer = async (
  toAnswer: (request: WireRequest) => Answer,
  tls?: { readonly key: string; readonly cert: string },
): Promise<RecordingServer> => {
  const requests: WireRequest[] = [];
  let count = 0;
  const answer = async (incoming: IncomingMessage, response: ServerResponse): Promise<void> => {
    const { method = "", url = "", headers } = incoming;
    const request = { method, path: url, headers, body: await text(incoming) };
    if (count < kept) requests.push(request);
    count += 1;
    const { headers: answered, body } = toAnswer(request);
    response.writeHead(200, { ...answered, "content-length": Buffer.byteLength(body) }).end(body);
  };
  const listener: RequestListener = (incoming, response) => {
    // A function that is gone in the middle of its request has nothing to be answered.
    answer(incoming, response).catch(() => incoming.socket.destroy());
  };
  const options = { keepAliveTimeout: 60_000 };
  const server =
    tls === undefined ? createServer(options, listener) : createTlsServer({ ...options, ...tls }, listener);
  server.listen(0, "127.0.0.1");
  await once(server, "listening");
  return {
    port: (server.address() as AddressInfo).port,
    requests,
    count: () => count,
    stop: async () => {
      const closed = once(server, "close");
      server.close();
      server.closeAllConnections();
      await closed;
    },
  };
};
