// An HTTP server on the loopback that deals in whole requests and whole responses.
import type { IncomingMessage, ServerResponse } from "node:http";
import { pipeline } from "node:stream/promises";
import type { HttpRequest, HttpResponse } from "./http.ts";
import type { Log } from "./log.ts";
import { answerUnread, type Guard, type LoopbackServer, startLoopbackServer } from "./loopback-server.ts";

export type Connection = {
  readonly sourceIp: string;
  /** Aborts when the client goes away before its answer is written. */
  readonly signal: AbortSignal;
};

/**
 * hang: never answered, until the client gives up or the server closes; reset: the connection is torn down; stream:
 * answered 200 with as much of the body as the client takes, piece by piece, until it goes away or the body ends.
 */
export type Outcome =
  | HttpResponse
  | { readonly kind: "hang" }
  | { readonly kind: "reset" }
  | {
      readonly kind: "stream";
      readonly headers: Readonly<Record<string, string>>;
      readonly body: AsyncIterable<string>;
    };

export type Handle = (request: HttpRequest, connection: Connection) => Promise<Outcome>;

export type Listening = LoopbackServer & {
  /**
   * Whoever handles requests from now on; until the first call every request is answered 503. `handleTooLarge` gets
   * those whose body is over the limit, with an empty one in its place; without it they are answered a plain 413.
   */
  readonly use: (handle: Handle, handleTooLarge?: Handle) => void;
};

export type ListenOptions = {
  /** 0 takes any free port. */
  readonly port: number;
  readonly guard: Guard;
  readonly log: Log;
  readonly handle?: Handle;
  /** Bytes of a request's body. */
  readonly bodyLimit?: number;
};

/** 16 MiB: what DynamoDB's BatchWriteItem may take, and no other service here takes more (an S3 object ends at 11). */
const defaultBodyLimit = 16 * 1024 * 1024;

const toPlain = (status: number, message: string): HttpResponse => ({
  status,
  headers: { "content-type": "application/json" },
  body: Buffer.from(JSON.stringify({ message })),
});

/** A header that comes several times as one list: Node would quietly drop all but the first of some of them. */
const toHeaders = (incoming: IncomingMessage): HttpRequest["headers"] => {
  const { headers, rawHeaders } = incoming;
  // Few requests have such a header, and Node has these at hand.
  if (Object.keys(headers).length * 2 === rawHeaders.length) return headers;
  return Object.fromEntries(
    Object.entries(incoming.headersDistinct).map(([name, values = []]) => [name, values.join(", ")]),
  );
};

/** `undefined` as soon as it is over the limit: what was read is let go, and the rest stays unread. */
export const readBody = async (
  incoming: Pick<IncomingMessage, "headers" | "iterator">,
  limit: number,
): Promise<Buffer | undefined> => {
  if (Number(incoming.headers["content-length"] ?? 0) > limit) return undefined;
  const chunks: Buffer[] = [];
  let size = 0;
  // Destroyed with its stream, the connection could not carry the answer any more.
  for await (const chunk of incoming.iterator({ destroyOnReturn: false })) {
    const bytes = chunk as Buffer;
    size += bytes.length;
    if (size > limit) return undefined;
    chunks.push(bytes);
  }
  return Buffer.concat(chunks);
};

/** Bytes of a body. */
const maxJoined = 16 * 1024;

const answer = async (
  incoming: IncomingMessage,
  reply: ServerResponse,
  outcome: Outcome,
  signal: AbortSignal,
): Promise<void> => {
  if ("kind" in outcome) {
    if (outcome.kind === "reset") reply.socket?.resetAndDestroy();
    if (outcome.kind !== "stream") return;
    reply.writeHead(200, outcome.headers);
    await pipeline(outcome.body, reply).catch((error: unknown) => {
      // The client's going away is how a stream ends.
      if (!signal.aborted) throw error;
    });
    return;
  }
  if (!incoming.readableEnded) return answerUnread(incoming, reply, outcome);
  const { status, headers, body } = outcome;
  const bodiless = incoming.method === "HEAD" || status === 204 || status === 304;
  const length = bodiless ? {} : { "content-length": String(body.length) };
  reply.writeHead(status, { ...headers, ...length });
  if (bodiless) reply.end();
  // A short text leaves in one piece with the headers, which is half the work; each byte is one character of it.
  else if (body.length <= maxJoined) reply.end(body.toString("latin1"), "latin1");
  else reply.end(body);
};

const starting: Handle = async () => toPlain(503, "The local cloud is still starting.");

/** Rejects with an error that names the port when the port is taken. */
export const listen = async (options: ListenOptions): Promise<Listening> => {
  const { port, guard, log, bodyLimit = defaultBodyLimit } = options;
  const plainTooLarge: Handle = async () => toPlain(413, `The request is longer than ${bodyLimit} bytes.`);
  let handlers = { handle: options.handle ?? starting, handleTooLarge: plainTooLarge };

  const respond = async (incoming: IncomingMessage, signal: AbortSignal): Promise<Outcome> => {
    const body = await readBody(incoming, bodyLimit);
    const request = {
      method: incoming.method ?? "GET",
      url: incoming.url ?? "/",
      headers: toHeaders(incoming),
      body: body ?? Buffer.alloc(0),
    };
    const { handle, handleTooLarge } = handlers;
    const sourceIp = incoming.socket.remoteAddress ?? "127.0.0.1";
    return (body === undefined ? handleTooLarge : handle)(request, { sourceIp, signal });
  };

  const serve = async (incoming: IncomingMessage, reply: ServerResponse): Promise<void> => {
    const gone = new AbortController();
    reply.once("close", () => {
      if (!reply.writableFinished) gone.abort();
    });
    try {
      await answer(incoming, reply, await respond(incoming, gone.signal), gone.signal);
    } catch (error) {
      const { url } = incoming;
      if (incoming.destroyed && !incoming.complete) {
        log("DEBUG", "http", "a client went away before its request was complete", { url });
        return;
      }
      log("ERROR", "http", "a request could not be handled", { url, error: String(error) });
      const failed = toPlain(500, "The local cloud failed: see its log.");
      if (!reply.headersSent) await answer(incoming, reply, failed, gone.signal);
    }
  };

  const onRefused = ({ method, url, headers: { host, origin } }: IncomingMessage): void =>
    log("WARN", "http", "a request of a web page or for a foreign host was refused", {
      method,
      url,
      host,
      origin,
    });
  const listener = (incoming: IncomingMessage, reply: ServerResponse): void => void serve(incoming, reply);
  const server = await startLoopbackServer({ port, guard, listener, onRefused });
  return {
    ...server,
    use: (handle, handleTooLarge = plainTooLarge) => {
      handlers = { handle, handleTooLarge };
    },
  };
};
