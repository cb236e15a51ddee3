// ListObjects and ListObjectsV2. The engine sorts by locale and pages by code unit, which loses keys on the way.
import type { HttpResponse } from "../../core/http.ts";
import type { Address } from "./address.ts";
import type { Deps } from "./deps.ts";
import { type Listed, type Page, type Start, toPage } from "./page.ts";
import { S3Refusal, toXml } from "./responses.ts";
import { element, elementsOf, textsOf } from "./xml.ts";

type Query = Address["query"];

const invalid = (message: string): S3Refusal => new S3Refusal(400, "InvalidArgument", message);

const toMaxKeys = (query: Query): number => {
  const given = query.get("max-keys") ?? "1000";
  if (!/^\d{1,9}$/.test(given)) throw invalid("Provided max-keys not an integer or within integer range");
  return Math.min(Number(given), 1000);
};

const toToken = ({ kind, after }: Start): string => Buffer.from(`${kind}:${after}`).toString("base64");

const fromToken = (token: string): Start => {
  const [, kind, after] = /^(key|prefix):(.+)$/s.exec(Buffer.from(token, "base64").toString("utf8")) ?? [];
  if (after === undefined) throw invalid("The continuation token provided is incorrect");
  return { kind: kind === "prefix" ? "prefix" : "key", after };
};

const toStart = (query: Query): Start | undefined => {
  const token = query.get("continuation-token");
  if (token !== undefined) return fromToken(token);
  const marker = query.get("marker") ?? query.get("start-after") ?? "";
  if (marker === "") return undefined;
  // The first version's NextMarker is the bare name, of a group too.
  const isGroup =
    query.has("marker") && query.has("delimiter") && marker.endsWith(query.get("delimiter") ?? "/");
  return { kind: isGroup ? "prefix" : "key", after: marker };
};

const toListed = (contents: string): Listed => ({
  key: textsOf(contents, "Key")[0] ?? "",
  size: textsOf(contents, "Size")[0] ?? "0",
  etag: textsOf(contents, "ETag")[0] ?? "",
  lastModified: textsOf(contents, "LastModified")[0] ?? "",
});

/** The engine caps its pages at 1,000 keys by comparing numbers, and no number is greater than NaN. */
const everything = "list-type=2&max-keys=all";

const owner = "<Owner><ID>local</ID></Owner>";

const toNames = (query: Query): ((name: string) => string) =>
  query.get("encoding-type") === "url"
    ? (name) => encodeURIComponent(name).replaceAll("%2F", "/")
    : (name) => name;

const toContents = (
  { key, size, etag, lastModified }: Listed,
  named: (name: string) => string,
  showOwner: boolean,
): string =>
  `<Contents>${element("Key", named(key))}${element("LastModified", lastModified)}${element("ETag", etag)}${element("Size", size)}${showOwner ? owner : ""}${element("StorageClass", "STANDARD")}</Contents>`;

const toPosition = (
  { objects, prefixes, next }: Page,
  query: Query,
  named: (name: string) => string,
): string => {
  if (query.get("list-type") !== "2") {
    const more = next !== undefined && query.has("delimiter") ? element("NextMarker", named(next.after)) : "";
    return element("Marker", named(query.get("marker") ?? "")) + more;
  }
  const [token, startAfter] = [query.get("continuation-token"), query.get("start-after")];
  return [
    element("KeyCount", objects.length + prefixes.length),
    token === undefined ? "" : element("ContinuationToken", token),
    startAfter === undefined ? "" : element("StartAfter", named(startAfter)),
    next === undefined ? "" : element("NextContinuationToken", toToken(next)),
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
    ...page.prefixes.map((prefix) => `<CommonPrefixes>${element("Prefix", named(prefix))}</CommonPrefixes>`),
  ].join("");
};

export const listObjects = async ({ engine }: Deps, bucket: string, query: Query): Promise<HttpResponse> => {
  const prefix = query.get("prefix") ?? "";
  const options = {
    prefix,
    delimiter: query.get("delimiter") ?? "",
    maxKeys: toMaxKeys(query),
    start: toStart(query),
  };
  const listing = await engine.send({
    method: "GET",
    bucket,
    query: `${everything}&prefix=${encodeURIComponent(prefix)}`,
  });
  if (listing.status !== 200) return listing;
  const all = elementsOf(listing.body.toString("utf8"), "Contents").map(toListed);
  const result = toResult(bucket, toPage(all, options), query);
  return toXml(
    `<ListBucketResult xmlns="http://s3.amazonaws.com/doc/2006-03-01/">${result}</ListBucketResult>`,
  );
};
