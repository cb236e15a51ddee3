// If-Match and its kin, on reads and on writes. The engine gets most of them wrong.
import type { IncomingHttpHeaders } from "node:http";
import { notPlayed, S3Refusal } from "./responses.ts";

/** The object as it stands; undefined when there is none. */
export type Current = { readonly etag: string; readonly lastModified: Date } | undefined;

const bare = (etag: string): string => etag.trim().replaceAll('"', "");

const names = (condition: string, etag: string): boolean =>
  condition.trim() === "*" || condition.split(",").some((listed) => bare(listed) === bare(etag));

export const preconditionFailed = (): S3Refusal =>
  new S3Refusal(412, "PreconditionFailed", "At least one of the pre-conditions you specified did not hold");

/** Whether a write depends on what stands there. */
export const isConditional = (headers: IncomingHttpHeaders): boolean =>
  headers["if-match"] !== undefined || headers["if-none-match"] !== undefined;

/**
 * Throws S3Refusal when a write must not happen: 412 for a condition that does not hold, 404 for If-Match on a
 * missing key. https://docs.aws.amazon.com/AmazonS3/latest/userguide/conditional-writes.html
 */
export const checkWrite = (headers: IncomingHttpHeaders, current: Current): void => {
  const { "if-match": match, "if-none-match": noneMatch } = headers;
  if (noneMatch !== undefined && noneMatch !== "*")
    throw notPlayed("If-None-Match on a write with anything but *");
  if (noneMatch !== undefined && current !== undefined) throw preconditionFailed();
  if (match === undefined) return;
  if (current === undefined) throw new S3Refusal(404, "NoSuchKey", "The specified key does not exist.");
  if (!names(match, current.etag)) throw preconditionFailed();
};

/** HTTP dates count whole seconds. */
const isModifiedSince = ({ lastModified }: NonNullable<Current>, date: string): boolean | undefined => {
  const since = Date.parse(date);
  return Number.isNaN(since) ? undefined : Math.floor(lastModified.getTime() / 1000) * 1000 > since;
};

/** Whether a read may have the object (200), already has it (304) or must not (412); RFC 9110, 13.2.2. */
export const judgeRead = (headers: IncomingHttpHeaders, current: NonNullable<Current>): 200 | 304 | 412 => {
  const {
    "if-match": match,
    "if-none-match": noneMatch,
    "if-modified-since": modifiedSince,
    "if-unmodified-since": unmodifiedSince,
  } = headers;
  if (match !== undefined) {
    if (!names(match, current.etag)) return 412;
  } else if (unmodifiedSince !== undefined && isModifiedSince(current, unmodifiedSince) === true) return 412;
  if (noneMatch !== undefined) return names(noneMatch, current.etag) ? 304 : 200;
  return modifiedSince !== undefined && isModifiedSince(current, modifiedSince) === false ? 304 : 200;
};
