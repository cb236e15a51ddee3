// If-Match and its kin, on reads and on writes.
import type { IncomingHttpHeaders } from "node:http";
import { ServiceError } from "../../../core/service.ts";
import { noSuchKey, notSupported } from "../protocol/responses.ts";

type Validators = { readonly etag: string; readonly lastModified: Date };

const bare = (etag: string): string => etag.trim().replaceAll('"', "");

const names = (condition: string, etag: string): boolean =>
  condition.trim() === "*" || condition.split(",").some((listed) => bare(listed) === bare(etag));

export const preconditionFailed = (): ServiceError =>
  new ServiceError(
    "PreconditionFailed",
    "At least one of the pre-conditions you specified did not hold",
    412,
  );

/**
 * Throws ServiceError when a write must not happen: 412 for a condition that does not hold, 404 for If-Match on a
 * missing key. https://docs.aws.amazon.com/AmazonS3/latest/userguide/conditional-writes.html
 */
export const checkWrite = (headers: IncomingHttpHeaders, find: () => Validators | undefined): void => {
  const { "if-match": match, "if-none-match": noneMatch } = headers;
  if (match === undefined && noneMatch === undefined) return;
  if (noneMatch !== undefined && noneMatch !== "*")
    throw notSupported("If-None-Match on a write with anything but *");
  const current = find();
  if (noneMatch !== undefined && current !== undefined) throw preconditionFailed();
  if (match === undefined) return;
  if (current === undefined) throw noSuchKey();
  if (!names(match, current.etag)) throw preconditionFailed();
};

/** HTTP dates count whole seconds. */
const isModifiedSince = ({ lastModified }: Validators, date: string): boolean | undefined => {
  const since = Date.parse(date);
  return Number.isNaN(since) ? undefined : Math.floor(lastModified.getTime() / 1000) * 1000 > since;
};

/** Whether a read may have the object (200), already has it (304) or must not (412); RFC 9110, 13.2.2. */
export const evaluateRead = (headers: IncomingHttpHeaders, current: Validators): 200 | 304 | 412 => {
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
