// An HTTP server that only this machine can reach, and no web page on it.
import { once } from "node:events";
import { createServer, type RequestListener, type Server } from "node:http";
import type { AddressInfo } from "node:net";
import { isForeign } from "./is-foreign.ts";

export type LoopbackServer = {
  readonly url: string;
  /** Ends open connections at once. */
  readonly stop: () => Promise<void>;
};

const host = "127.0.0.1";

const bind = async (server: Server, port: number): Promise<void> => {
  try {
    server.listen(port, host);
    await once(server, "listening");
  } catch (cause) {
    const { code, message } = cause as NodeJS.ErrnoException;
    const reason = code === "EADDRINUSE" ? "is already in use" : `cannot be used: ${message}`;
    throw new Error(`port ${port} on ${host} ${reason}`, { cause });
  }
};

/** @param port 0 takes any free one. Rejects with an error that names it when it is taken. */
export const startLoopbackServer = async (
  port: number,
  listener: RequestListener,
): Promise<LoopbackServer> => {
  const server = createServer((request, reply) => {
    if (isForeign(request.headers)) reply.writeHead(403).end("Only for this machine, and for no web page.\n");
    else listener(request, reply);
  });
  await bind(server, port);
  return {
    url: `http://${host}:${(server.address() as AddressInfo).port}`,
    stop: async () => {
      const closed = once(server, "close");
      server.close();
      server.closeAllConnections();
      await closed;
    },
  };
};
