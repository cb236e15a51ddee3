// The body of an upload, decoded and checked against every digest that came with it.
import { createHash } from "node:crypto";
import type { IncomingHttpHeaders } from "node:http";
import type { HttpRequest } from "../../../core/http.ts";
import { decodeAwsChunked } from "./aws-chunked.ts";
import { type ChecksumName, isChecksumName, toChecksum } from "./checksums.ts";
import { ServiceError } from "../../../core/service.ts";
import { notSupported } from "../protocol/responses.ts";

export type Upload = {
  readonly body: Buffer;
  /** The one that the sender gave, verified. */
  readonly checksum?: { readonly name: ChecksumName; readonly value: string };
};

/** Plenty for what a developer stores locally, and read into memory as a whole; AWS takes 5 GiB. */
const sizeLimit = 11 * 1024 * 1024;

const prefix = "x-amz-checksum-";
/** Headers of the same prefix that carry no checksum. */
const noChecksum = new Set([`${prefix}algorithm`, `${prefix}mode`, `${prefix}type`]);

const checkMd5 = (given: unknown, body: Buffer): void => {
  if (typeof given !== "string") return;
  if (Buffer.from(given, "base64").length !== 16) {
    throw new ServiceError("InvalidDigest", "The Content-MD5 you specified was invalid.");
  }
  if (createHash("md5").update(body).digest("base64") === given) return;
  throw new ServiceError("BadDigest", "The Content-MD5 you specified did not match what we received.");
};

/** `UNSIGNED-PAYLOAD` and `STREAMING-…` say nothing about the content. */
const checkSignedPayload = (given: unknown, body: Buffer): void => {
  if (typeof given !== "string" || !/^[\da-f]{64}$/.test(given)) return;
  if (createHash("sha256").update(body).digest("hex") === given) return;
  throw new ServiceError(
    "XAmzContentSHA256Mismatch",
    "The provided 'x-amz-content-sha256' header does not match what was computed.",
  );
};

const toVerified = (header: string, given: string, body: Buffer): NonNullable<Upload["checksum"]> => {
  const name = header.slice(prefix.length);
  if (!isChecksumName(name)) throw notSupported(`the checksum header ${header}`);
  const computed = toChecksum(name, body);
  if (given.length !== computed.length) {
    throw new ServiceError("InvalidRequest", `Value for ${header} header is invalid.`);
  }
  if (given === computed) return { name, value: given };
  const message = `The ${name.toUpperCase()} you specified did not match the calculated checksum.`;
  throw new ServiceError("BadDigest", message);
};

type Fields = Readonly<Record<string, unknown>>;

const verifyChecksum = (fields: Fields, body: Buffer): Upload["checksum"] => {
  const given = Object.entries(fields).filter(
    ([header]) => header.startsWith(prefix) && !noChecksum.has(header),
  );
  if (given.length > 1) {
    const message = "Expecting a single x-amz-checksum- header. Multiple checksum Types are not allowed.";
    throw new ServiceError("InvalidRequest", message);
  }
  const [only] = given;
  return only === undefined ? undefined : toVerified(only[0], String(only[1]), body);
};

const checkAnnounced = (headers: IncomingHttpHeaders, body: Buffer, trailers: Fields): void => {
  const length = headers["x-amz-decoded-content-length"];
  if (length !== undefined && Number(length) !== body.length) {
    throw new ServiceError(
      "IncompleteBody",
      "You did not provide the number of bytes specified by the header.",
    );
  }
  const trailer = headers["x-amz-trailer"];
  if (typeof trailer === "string" && !(trailer.toLowerCase() in trailers)) {
    throw new ServiceError(
      "MalformedTrailerError",
      "The request contained trailing data that was not well-formed.",
    );
  }
};

/** Throws ServiceError for the first digest or length that does not hold. */
export const readBody = ({ headers, body: sent }: HttpRequest): Upload => {
  const isChunked =
    headers["content-encoding"]?.includes("aws-chunked") === true ||
    String(headers["x-amz-content-sha256"]).startsWith("STREAMING-");
  const { body, trailers } = isChunked ? decodeAwsChunked(sent) : { body: sent, trailers: {} };
  if (body.length > sizeLimit) {
    throw new ServiceError(
      "EntityTooLarge",
      `An object of more than ${sizeLimit} bytes is not supported by the local cloud`,
    );
  }
  checkAnnounced(headers, body, trailers);
  checkMd5(headers["content-md5"], body);
  checkSignedPayload(headers["x-amz-content-sha256"], body);
  const checksum = verifyChecksum({ ...headers, ...trailers }, body);
  return checksum === undefined ? { body } : { body, checksum };
};
