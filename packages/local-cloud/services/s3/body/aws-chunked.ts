// The aws-chunked content encoding: chunks, each maybe signed, then trailing headers such as a checksum.
// https://docs.aws.amazon.com/AmazonS3/latest/API/sigv4-streaming-trailers.html
import { ServiceError } from "../../../core/service.ts";

export type Decoded = { readonly body: Buffer; readonly trailers: Readonly<Record<string, string>> };

const incomplete = (): ServiceError =>
  new ServiceError("IncompleteBody", "The request body terminated unexpectedly");

const toTrailers = (text: string): Record<string, string> =>
  Object.fromEntries(
    text
      .split("\r\n")
      .filter((line) => line.includes(":"))
      .map((line) => [
        line.slice(0, line.indexOf(":")).trim().toLowerCase(),
        line.slice(line.indexOf(":") + 1).trim(),
      ]),
  );

/** Chunk signatures are not verified. Throws ServiceError for a body that ends early or is no such encoding. */
export const decodeAwsChunked = (encoded: Buffer): Decoded => {
  const chunks: Buffer[] = [];
  let offset = 0;
  for (;;) {
    const lineEnd = encoded.indexOf("\r\n", offset);
    if (lineEnd === -1) throw incomplete();
    const size = /^([\da-f]+)(?:;.*)?$/i.exec(encoded.toString("latin1", offset, lineEnd))?.[1];
    if (size === undefined) throw incomplete();
    const start = lineEnd + 2;
    const length = Number.parseInt(size, 16);
    if (length === 0)
      return { body: Buffer.concat(chunks), trailers: toTrailers(encoded.toString("latin1", start)) };
    const end = start + length;
    if (encoded.toString("latin1", end, end + 2) !== "\r\n") throw incomplete();
    chunks.push(encoded.subarray(start, end));
    offset = end + 2;
  }
};
