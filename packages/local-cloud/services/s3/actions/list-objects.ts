// ListObjects and ListObjectsV2.
import type { HttpResponse } from "../../../core/http.ts";
import type { Address } from "../protocol/address.ts";
import { S3Error, toXml } from "../protocol/responses.ts";
import { element } from "../../../core/xml.ts";
import type { ListedObject } from "../store/object-store.ts";
import type { S3Deps } from "./deps.ts";
import { after, behind, type Page, toPage } from "./list-page.ts";

type Query = Address["query"];

const invalid = (message: string): S3Error => new S3Error(400, "InvalidArgument", message);

const toMaxKeys = (query: Query): number => {
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

/** Undefined when nothing comes after what the query names. */
const toFrom = (query: Query): string | undefined => {
  const token = query.get("continuation-token");
  if (token !== undefined) return fromToken(token);
  const marker = query.get("marker") ?? query.get("start-after") ?? "";
  if (marker === "") return "";
  // The first version's NextMarker is the bare name, of a group too.
  const isGroup =
    query.has("marker") && query.has("delimiter") && marker.endsWith(query.get("delimiter") ?? "/");
  return isGroup ? after(marker) : behind(marker);
};

const owner = "<Owner><ID>local</ID></Owner>";

const toNames = (query: Query): ((name: string) => string) =>
  query.get("encoding-type") === "url"
    ? (name) => encodeURIComponent(name).replaceAll("%2F", "/")
    : (name) => name;

const toContents = (
  { key, size, etag, lastModified }: ListedObject,
  named: (name: string) => string,
  showOwner: boolean,
): string =>
  `<Contents>${element("Key", named(key))}${element("LastModified", lastModified.toISOString())}${element("ETag", etag)}${element("Size", size)}${showOwner ? owner : ""}${element("StorageClass", "STANDARD")}</Contents>`;

const toPosition = (
  { objects, groups, next }: Page,
  query: Query,
  named: (name: string) => string,
): string => {
  if (query.get("list-type") !== "2") {
    const more = next !== undefined && query.has("delimiter") ? element("NextMarker", named(next.last)) : "";
    return element("Marker", named(query.get("marker") ?? "")) + more;
  }
  const [token, startAfter] = [query.get("continuation-token"), query.get("start-after")];
  return [
    element("KeyCount", objects.length + groups.length),
    token === undefined ? "" : element("ContinuationToken", token),
    startAfter === undefined ? "" : element("StartAfter", named(startAfter)),
    next === undefined ? "" : element("NextContinuationToken", toToken(next.from)),
  ].join("");
};

const toResult = (bucket: string, page: Page, query: Query): string => {
  const named = toNames(query);
  const showOwner = query.get("list-type") !== "2" || query.get("fetch-owner") === "true";
  const [delimiter, encoding] = [query.get("delimiter"), query.get("encoding-type")];
  return [
    element("Name", bucket),
    element("Prefix", named(query.get("prefix") ?? "")),
    element("MaxKeys", toMaxKeys(query)),
    delimiter === undefined ? "" : element("Delimiter", named(delimiter)),
    encoding === undefined ? "" : element("EncodingType", encoding),
    element("IsTruncated", page.next !== undefined),
    toPosition(page, query, named),
    ...page.objects.map((object) => toContents(object, named, showOwner)),
    ...page.groups.map((group) => `<CommonPrefixes>${element("Prefix", named(group))}</CommonPrefixes>`),
  ].join("");
};

export const listObjects = ({ store }: S3Deps, bucket: string, query: Query): HttpResponse => {
  const from = toFrom(query);
  const page = toPage(from === undefined ? () => [] : (start) => store.list(bucket, start), {
    prefix: query.get("prefix") ?? "",
    delimiter: query.get("delimiter") ?? "",
    maxKeys: toMaxKeys(query),
    from: from ?? "",
  });
  return toXml(
    `<ListBucketResult xmlns="http://s3.amazonaws.com/doc/2006-03-01/">${toResult(bucket, page, query)}</ListBucketResult>`,
  );
};
