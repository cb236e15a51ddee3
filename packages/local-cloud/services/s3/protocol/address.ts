// Where an S3 request points: bucket, key and query, taken verbatim. `/files/../x` is the key `../x` of `files`.
import type { HttpRequest } from "../../../core/http.ts";
import { ServiceError } from "../../../core/service.ts";

export type Address = {
  readonly bucket?: string;
  readonly key?: string;
  readonly query: ReadonlyMap<string, string>;
};

/** `files.s3.us-east-1.localhost`, `files.s3.amazonaws.com`, `files.localhost`: virtual-host style. */
const virtualHost = /^(?<bucket>[a-z\d][a-z\d.-]{2,}?)\.(?:s3[.-].*|s3|localhost)(?::\d+)?$/;

/** What is no percent-encoded UTF-8 stays as it is here; `checkAddress` refuses it. */
const decode = (text: string): string => {
  try {
    return decodeURIComponent(text);
  } catch {
    return text;
  }
};

const splitPath = (path: string): readonly [bucket: string, key: string] => {
  const slash = path.indexOf("/");
  return slash === -1 ? [path, ""] : [path.slice(0, slash), path.slice(slash + 1)];
};

/** Path without its first slash, and the query. */
const splitUrl = (url: string): readonly [path: string, query: string] => {
  const mark = url.indexOf("?");
  return mark === -1 ? [url.slice(1), ""] : [url.slice(1, mark), url.slice(mark + 1)];
};

export const readAddress = ({ url, headers }: HttpRequest): Address => {
  const [path, search] = splitUrl(url);
  const hosted = virtualHost.exec(headers.host ?? "")?.groups?.bucket;
  const [bucket, key] = hosted === undefined ? splitPath(path) : [hosted, path];
  return {
    query: new Map(new URLSearchParams(search)),
    ...(bucket === "" ? {} : { bucket: decode(bucket) }),
    ...(key === "" ? {} : { key: decode(key) }),
  };
};

/** Throws ServiceError for a path that is not percent-encoded UTF-8 and for a key of more than 1,024 bytes. */
export const checkAddress = ({ url }: HttpRequest, { bucket, key = "" }: Address): void => {
  const [path] = splitUrl(url);
  const isEncoded = (() => {
    try {
      return decodeURIComponent(path).length >= 0;
    } catch {
      return false;
    }
  })();
  if (!isEncoded || (bucket === undefined && key !== "")) {
    throw new ServiceError("InvalidURI", "Couldn't parse the specified URI.");
  }
  if (Buffer.byteLength(key) > 1024) throw new ServiceError("KeyTooLongError", "Your key is too long");
};
