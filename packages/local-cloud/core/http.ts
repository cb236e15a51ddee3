// An HTTP exchange as the services see it: bodies are whole buffers, paths are undecoded.
import type { IncomingHttpHeaders } from "node:http";

export type HttpRequest = {
  readonly method: string;
  /** Path and query exactly as sent, undecoded. */
  readonly url: string;
  readonly headers: IncomingHttpHeaders;
  readonly body: Buffer;
};

export type HttpResponse = {
  readonly status: number;
  readonly headers: Readonly<Record<string, string>>;
  readonly body: Buffer;
};
