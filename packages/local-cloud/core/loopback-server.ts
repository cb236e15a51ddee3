// Opens a port on the loopback behind a guard that keeps web pages in the developer's browser away from it.
import { once } from "node:events";
import { createServer, type IncomingMessage, type RequestListener, type ServerResponse } from "node:http";
import type { AddressInfo } from "node:net";

/**
 * A page can reach the loopback by its address, or by a name of its own that resolves to it (DNS rebinding): the
 * name then stands in Host. By the address, browsers add Origin, or only Sec-Fetch-Site where they fetch an image or
 * follow a link. SDKs and command lines send neither header.
 *
 * host-only: Host must name the loopback; what an Origin may do is for the listener to say (CORS).
 * same-origin: besides, Origin must be absent or the port's own, and Sec-Fetch-Site `none` or `same-origin`.
 */
export type Guard = "host-only" | "same-origin";

export type LoopbackServer = {
  readonly port: number;
  /** Ends open connections at once. */
  readonly close: () => Promise<void>;
};

export type LoopbackServerOptions = {
  /** 0 takes any free port. */
  readonly port: number;
  readonly guard: Guard;
  readonly listener: RequestListener;
  /** Milliseconds; 0: idle connections stay open. */
  readonly keepAliveTimeout?: number;
  /** Hears of every request that the guard refuses. */
  readonly onRefused?: (request: IncomingMessage) => void;
};

const address = "127.0.0.1";

/** Browsers resolve every name under `localhost` to the loopback themselves: such a Host may name a bucket. */
const loopbackHost = /^((?:[a-z0-9_.-]+\.)?localhost\.?|127(?:\.\d{1,3}){3}|\[::1\])(?::\d+)?$/i;

/** Of a header, all that it comes with. */
const valuesOf = ({ rawHeaders }: IncomingMessage, name: string): readonly string[] =>
  rawHeaders.filter((_, index) => index % 2 === 1 && rawHeaders[index - 1]?.toLowerCase() === name);

/** Several Host headers, or a target with a host of its own (`GET http://name/ HTTP/1.1`), could name two. */
const namesLoopback = (request: IncomingMessage): boolean => {
  const { url = "" } = request;
  const host = valuesOf(request, "host");
  const target = /^[a-z][a-z\d+.-]*:\/\/([^/?#]*)/i.exec(url)?.slice(1) ?? [];
  return host.length === 1 && [...host, ...target].every((name) => loopbackHost.test(name));
};

const isSameOrigin = (request: IncomingMessage): boolean => {
  const { socket } = request;
  const [host = ""] = valuesOf(request, "host");
  const origin = valuesOf(request, "origin");
  const sites = valuesOf(request, "sec-fetch-site");
  const name = loopbackHost.exec(host)?.[1]?.toLowerCase() ?? "";
  const own = socket.localPort === 80 ? `http://${name}` : `http://${name}:${socket.localPort}`;
  return (
    origin.every((value) => value === own) && sites.every((site) => site === "none" || site === "same-origin")
  );
};

const isAllowed = (guard: Guard, request: IncomingMessage): boolean =>
  namesLoopback(request) && (guard === "host-only" || isSameOrigin(request));

/** Milliseconds without a byte of the body. */
const patience = 1_000;

/**
 * Answers a request whose body is not wanted, and closes the connection. What is still sent is discarded meanwhile,
 * not kept: to close over unread bytes resets the connection, and a client that sends before it reads would never
 * see the answer.
 */
export const answerUnread = (
  incoming: IncomingMessage,
  reply: ServerResponse,
  response: {
    readonly status: number;
    readonly headers: Readonly<Record<string, string>>;
    readonly body: Buffer;
  },
): void => {
  const { status, headers, body } = response;
  reply.writeHead(status, { ...headers, "content-length": body.length, connection: "close" });
  reply.write(body);
  const end = (): void => void reply.end();
  const timer = setTimeout(end, patience);
  reply.once("close", () => clearTimeout(timer));
  incoming.on("data", () => timer.refresh()).once("end", end);
};

const refusal = {
  status: 403,
  headers: { "content-type": "application/json" },
  body: Buffer.from('{"message":"Only for callers on this machine, and not for web pages."}'),
};

/** Rejects with an error that names the port when it cannot be opened. */
export const startLoopbackServer = async (options: LoopbackServerOptions): Promise<LoopbackServer> => {
  // A minute outlasts the clients' own keep-alive, so that it is they who end idle connections, not a race.
  const { port, guard, listener, keepAliveTimeout = 60_000, onRefused } = options;
  // Without the guard Node would answer a missing Host itself, with 400.
  const server = createServer({ keepAliveTimeout, requireHostHeader: false }, (request, reply) => {
    if (isAllowed(guard, request)) return listener(request, reply);
    onRefused?.(request);
    return answerUnread(request, reply, refusal);
  });
  try {
    server.listen(port, address);
    await once(server, "listening");
  } catch (cause) {
    const { code, message } = cause as NodeJS.ErrnoException;
    const reason = code === "EADDRINUSE" ? "is already in use" : `cannot be used: ${message}`;
    throw new Error(`port ${port} on ${address} ${reason}`, { cause });
  }
  return {
    port: (server.address() as AddressInfo).port,
    close: async () => {
      const closed = once(server, "close");
      server.close();
      server.closeAllConnections();
      await closed;
    },
  };
};
