// The S3 side of fauxqs, spoken to so that what it gets wrong does not show.
import type { IncomingHttpHeaders } from "node:http";
import { type Forward, makeForward } from "../forward.ts";
import type { HttpResponse } from "../../core/http.ts";
import type { Current } from "./preconditions.ts";

export type EngineRequest = {
  readonly method: "GET" | "HEAD" | "PUT" | "DELETE";
  readonly bucket?: string;
  readonly key?: string;
  readonly query?: string;
  readonly headers?: IncomingHttpHeaders;
  readonly body?: Buffer;
};

export type S3Engine = {
  /** Rejects when the engine itself fails; refusals (404 and such) come back as responses. */
  readonly send: (request: EngineRequest) => Promise<HttpResponse>;
  /** The object under the key, if there is one. */
  readonly current: (bucket: string, key: string) => Promise<Current>;
};

/** The bucket always ends in a slash: `/health` is a route of the engine's own. */
const toUrl = ({ bucket, key = "", query }: EngineRequest): string => {
  const path =
    bucket === undefined
      ? "/"
      : `/${encodeURIComponent(bucket)}/${key.split("/").map(encodeURIComponent).join("/")}`;
  return query === undefined ? path : `${path}?${query}`;
};

/** It stores the type of a PUT but also parses forms and JSON-RPC by it, and refuses what it cannot parse. */
const safeType =
  /^(?:application\/(?:json|xml|pdf|zip|gzip|octet-stream)|binary\/octet-stream|(?:text|image|audio|video)\/[\w.+-]+)(?:; ?charset=[\w-]+)?$/;
const wrapper = "application/vnd.local-cloud.type-";

const toEngineType = (type: string): string =>
  safeType.test(type) ? type : `${wrapper}${Buffer.from(type, "latin1").toString("hex")}`;

const fromEngineType = (type: string): string =>
  type.startsWith(wrapper) ? Buffer.from(type.slice(wrapper.length), "hex").toString("latin1") : type;

type Typed = { readonly "content-type"?: string | undefined };

const withType = <Headers extends Typed>(headers: Headers, convert: (type: string) => string): Headers =>
  headers["content-type"] === undefined
    ? headers
    : { ...headers, "content-type": convert(headers["content-type"]) };

/** Its own refusals are S3's; a 5xx, or a refusal of the framework under it, is a fault that we must not hand on. */
const isBroken = ({ status, headers }: HttpResponse): boolean =>
  status >= 500 || (status >= 400 && headers["content-type"]?.startsWith("application/json") === true);

const send =
  (forward: Forward): S3Engine["send"] =>
  async (request) => {
    const { method, headers = {}, body = Buffer.alloc(0) } = request;
    const response = await forward({
      method,
      url: toUrl(request),
      headers: withType(headers, toEngineType),
      body,
    });
    if (isBroken(response)) {
      throw new Error(
        `fauxqs answered ${method} ${toUrl(request)} with ${response.status}: ${response.body.toString("utf8")}`,
      );
    }
    return { ...response, headers: withType(response.headers, fromEngineType) };
  };

export const makeEngine = (origin: string): S3Engine => {
  const sendRequest = send(makeForward(origin));
  return {
    send: sendRequest,
    current: async (bucket, key) => {
      const { status, headers } = await sendRequest({ method: "HEAD", bucket, key });
      if (status !== 200) return undefined;
      return { etag: headers.etag ?? "", lastModified: new Date(headers["last-modified"] ?? 0) };
    },
  };
};
