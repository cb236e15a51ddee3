// ListObjectsV2.
import type { HttpResponse } from "../../../core/http.ts";
import type { Address } from "../protocol/address.ts";
import { ServiceError } from "../../../core/service.ts";
import { toXml } from "../protocol/responses.ts";
import { element } from "../../../core/xml.ts";
import type { ListedObject } from "../store/object-store.ts";
import type { S3Deps } from "./deps.ts";
import { behind, type Page, toPage } from "./list-page.ts";

type Query = Address["query"];

const invalid = (message: string): ServiceError => new ServiceError("InvalidArgument", message);

export const toMaxKeys = (query: Query): number => {
  const given = query.get("max-keys") ?? "1000";
  if (!/^\d{1,9}$/.test(given)) throw invalid("Provided max-keys not an integer or within integer range");
  return Math.min(Number(given), 1000);
};

/** An opaque text of ours: it tells where the next page begins. */
const tokenPrefix = "from:";
const toToken = (from: string): string => Buffer.from(`${tokenPrefix}${from}`).toString("base64");

const fromToken = (token: string): string => {
  const text = Buffer.from(token, "base64").toString("utf8");
  if (!text.startsWith(tokenPrefix)) throw invalid("The continuation token provided is incorrect");
  return text.slice(tokenPrefix.length);
};

const toFrom = (query: Query): string => {
  const token = query.get("continuation-token");
  if (token !== undefined) return fromToken(token);
  const startAfter = query.get("start-after") ?? "";
  return startAfter === "" ? "" : behind(startAfter);
};

export const owner = "<Owner><ID>local</ID></Owner>";

const toEncoding = (query: Query): string | undefined => {
  const encoding = query.get("encoding-type");
  if ((encoding ?? "url") === "url") return encoding;
  throw invalid("Invalid Encoding Method specified in Request");
};

export const toNames = (query: Query): ((name: string) => string) =>
  toEncoding(query) === "url" ? (name) => encodeURIComponent(name).replaceAll("%2F", "/") : (name) => name;

const toContents = (
  { key, size, etag, lastModified }: ListedObject,
  named: (name: string) => string,
  showOwner: boolean,
): string =>
  `<Contents>${element("Key", named(key))}${element("LastModified", lastModified.toISOString())}${element("ETag", etag)}${element("Size", size)}${showOwner ? owner : ""}${element("StorageClass", "STANDARD")}</Contents>`;

const toResult = (bucket: string, { objects, groups, next }: Page, query: Query): string => {
  const named = toNames(query);
  const showOwner = query.get("fetch-owner") === "true";
  const [delimiter, encoding] = [query.get("delimiter"), query.get("encoding-type")];
  const [token, startAfter] = [query.get("continuation-token"), query.get("start-after")];
  return [
    element("Name", bucket),
    element("Prefix", named(query.get("prefix") ?? "")),
    element("MaxKeys", toMaxKeys(query)),
    delimiter === undefined ? "" : element("Delimiter", named(delimiter)),
    encoding === undefined ? "" : element("EncodingType", encoding),
    element("IsTruncated", next !== undefined),
    element("KeyCount", objects.length + groups.length),
    token === undefined ? "" : element("ContinuationToken", token),
    startAfter === undefined ? "" : element("StartAfter", named(startAfter)),
    next === undefined ? "" : element("NextContinuationToken", toToken(next)),
    ...objects.map((object) => toContents(object, named, showOwner)),
    ...groups.map((group) => `<CommonPrefixes>${element("Prefix", named(group))}</CommonPrefixes>`),
  ].join("");
};

export const listObjects = ({ store }: S3Deps, bucket: string, query: Query): HttpResponse => {
  const page = toPage((start) => store.list(bucket, start), {
    prefix: query.get("prefix") ?? "",
    delimiter: query.get("delimiter") ?? "",
    maxKeys: toMaxKeys(query),
    from: toFrom(query),
  });
  return toXml(
    `<ListBucketResult xmlns="http://s3.amazonaws.com/doc/2006-03-01/">${toResult(bucket, page, query)}</ListBucketResult>`,
  );
};
