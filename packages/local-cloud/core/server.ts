// An HTTP server on the loopback that deals in whole requests and whole responses.
import { once } from "node:events";
import { createServer, type IncomingMessage, type Server, type ServerResponse } from "node:http";
import type { AddressInfo } from "node:net";
import type { Log } from "./log.ts";
import type { HttpRequest, HttpResponse } from "./http.ts";

export type Connection = {
  readonly sourceIp: string;
  /** Aborts when the client goes away before its answer is written. */
  readonly signal: AbortSignal;
};

/** hang: never answered, until the client gives up or the server closes; reset: the connection is torn down. */
export type Outcome = HttpResponse | { readonly kind: "hang" } | { readonly kind: "reset" };

export type Handle = (request: HttpRequest, connection: Connection) => Promise<Outcome>;

export type Listening = {
  readonly port: number;
  /** Whoever handles requests from now on. Until the first call every request is answered 503. */
  readonly use: (handle: Handle) => void;
  /** Ends open connections at once. */
  readonly close: () => Promise<void>;
};

export type ListenOptions = {
  /** 0 takes any free port. */
  readonly port: number;
  readonly host: "127.0.0.1";
  readonly log: Log;
  readonly handle?: Handle;
  /** Bytes of a request's body; what is over it is answered 413. */
  readonly bodyLimit?: number;
};

const megabyte = 1024 * 1024;

const toPlain = (status: number, message: string): HttpResponse => ({
  status,
  headers: { "content-type": "application/json", ...(status === 413 ? { connection: "close" } : {}) },
  body: Buffer.from(JSON.stringify({ message })),
});

/** A header that comes several times as one list: Node would quietly drop all but the first of some of them. */
const toHeaders = ({ headersDistinct }: IncomingMessage): HttpRequest["headers"] =>
  Object.fromEntries(Object.entries(headersDistinct).map(([name, values = []]) => [name, values.join(", ")]));

const readBody = async (incoming: IncomingMessage, limit: number): Promise<Buffer | "too large"> => {
  if (Number(incoming.headers["content-length"] ?? 0) > limit) return "too large";
  const chunks: Buffer[] = [];
  let size = 0;
  for await (const chunk of incoming) {
    const bytes = chunk as Buffer;
    size += bytes.length;
    if (size > limit) return "too large";
    chunks.push(bytes);
  }
  return Buffer.concat(chunks);
};

const answer = (method: string | undefined, reply: ServerResponse, outcome: Outcome): void => {
  if ("kind" in outcome) {
    if (outcome.kind === "reset") reply.socket?.resetAndDestroy();
    return;
  }
  const bodiless = method === "HEAD" || outcome.status === 204 || outcome.status === 304;
  const length = bodiless ? {} : { "content-length": String(outcome.body.length) };
  reply.writeHead(outcome.status, { ...outcome.headers, ...length });
  reply.end(bodiless ? undefined : outcome.body);
};

const bind = async (server: Server, port: number, host: string): Promise<void> => {
  try {
    server.listen(port, host);
    await once(server, "listening");
  } catch (cause) {
    const { code, message } = cause as NodeJS.ErrnoException;
    const reason = code === "EADDRINUSE" ? "is already in use" : `cannot be used: ${message}`;
    throw new Error(`port ${port} on ${host} ${reason}`, { cause });
  }
};

const defaultHandle: Handle = async () => toPlain(503, "The local cloud is still starting.");

/** Rejects with an error that names the port when the port is taken. */
export const listen = async (options: ListenOptions): Promise<Listening> => {
  let handle = options.handle ?? defaultHandle;
  const limit = options.bodyLimit ?? 64 * megabyte;

  const respond = async (incoming: IncomingMessage, signal: AbortSignal): Promise<Outcome> => {
    const body = await readBody(incoming, limit);
    if (body === "too large") return toPlain(413, `The request is longer than ${limit} bytes.`);
    const request = {
      method: incoming.method ?? "GET",
      url: incoming.url ?? "/",
      headers: toHeaders(incoming),
      body,
    };
    return handle(request, { sourceIp: incoming.socket.remoteAddress ?? options.host, signal });
  };

  const serve = async (incoming: IncomingMessage, reply: ServerResponse): Promise<void> => {
    const gone = new AbortController();
    reply.once("close", () => {
      if (!reply.writableFinished) gone.abort();
    });
    try {
      answer(incoming.method, reply, await respond(incoming, gone.signal));
    } catch (error) {
      if (incoming.destroyed && !incoming.complete) {
        options.log("DEBUG", "http", "a client went away before its request was complete", {
          url: incoming.url,
        });
        return;
      }
      options.log("ERROR", "http", "a request could not be handled", {
        url: incoming.url,
        error: String(error),
      });
      if (!reply.headersSent)
        answer(incoming.method, reply, toPlain(500, "The local cloud failed: see its log."));
    }
  };

  // A minute outlasts the clients' own keep-alive, so that it is they who end idle connections, not a race.
  const server = createServer({ keepAliveTimeout: 60_000 }, (incoming, reply) => void serve(incoming, reply));
  await bind(server, options.port, options.host);
  return {
    port: (server.address() as AddressInfo).port,
    use: (next) => {
      handle = next;
    },
    close: async () => {
      const closed = once(server, "close");
      server.close();
      server.closeAllConnections();
      await closed;
    },
  };
};
