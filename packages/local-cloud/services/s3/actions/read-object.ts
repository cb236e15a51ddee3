// GetObject and HeadObject.
import type { HttpRequest, HttpResponse } from "../../../core/http.ts";
import { ServiceError } from "../../../core/service.ts";
import { noSuchKey, notSupported } from "../protocol/responses.ts";
import type { ObjectAddress, ObjectHead } from "../store/object-store.ts";
import type { S3Deps } from "./deps.ts";
import { evaluateRead, preconditionFailed } from "./preconditions.ts";

type Headers = Readonly<Record<string, string>>;

/** Only for whoever asks, and only about a whole object. */
const toChecksumHeaders = ({ headers }: HttpRequest, object: ObjectHead): Headers =>
  String(headers["x-amz-checksum-mode"]).toUpperCase() === "ENABLED"
    ? {
        [`x-amz-checksum-${object.checksum.name}`]: object.checksum.value,
        "x-amz-checksum-type": "FULL_OBJECT",
      }
    : {};

type Range = { readonly first: number; readonly last: number };

/**
 * Undefined for no range and for one that S3 does not understand: both get the whole object. Throws ServiceError for a
 * range that begins behind the end. https://www.rfc-editor.org/rfc/rfc9110#name-range-specifiers
 */
const toRange = (header: string | undefined, size: number): Range | undefined => {
  const [, from = "", to = ""] = /^bytes=(\d*)-(\d*)$/.exec(header ?? "") ?? [];
  if (from === "" && to === "") return undefined;
  const range =
    from === ""
      ? { first: Math.max(size - Number(to), 0), last: size - 1 }
      : { first: Number(from), last: Math.min(to === "" ? size : Number(to), size - 1) };
  if (from !== "" && to !== "" && Number(to) < Number(from)) return undefined;
  if (range.first > range.last)
    throw new ServiceError("InvalidRange", "The requested range is not satisfiable", 416);
  return range;
};

export const readObject = (
  { store, encryptionOf }: S3Deps,
  request: HttpRequest,
  address: ObjectAddress,
): HttpResponse => {
  const isHead = request.method === "HEAD";
  if (isHead && request.headers.range !== undefined) throw notSupported("Range on HeadObject");
  const object = store.head(address);
  if (object === undefined) throw noSuchKey();
  const validators = { etag: object.etag, "last-modified": object.lastModified.toUTCString() };
  const decision = evaluateRead(request.headers, object);
  if (decision === 304) return { status: 304, headers: validators, body: Buffer.alloc(0) };
  if (decision === 412) throw preconditionFailed();
  const range = toRange(request.headers.range, object.size);
  const { first, last } = range ?? { first: 0, last: object.size - 1 };
  return {
    status: range === undefined ? 200 : 206,
    headers: {
      ...object.headers,
      ...validators,
      ...encryptionOf(address.bucket),
      ...(range === undefined
        ? toChecksumHeaders(request, object)
        : { "content-range": `bytes ${first}-${last}/${object.size}` }),
      "accept-ranges": "bytes",
      // The answer to HEAD has no body to count.
      ...(isHead ? { "content-length": String(object.size) } : {}),
    },
    body: isHead ? Buffer.alloc(0) : store.body(address).subarray(first, last + 1),
  };
};
