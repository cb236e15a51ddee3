// A request as it came in.
import type { IncomingHttpHeaders } from "node:http";

export type WireRequest = {
  readonly method: string;
  readonly path: string;
  readonly headers: IncomingHttpHeaders;
  readonly body: string;
};
