// ListObjectVersions.
import type { HttpResponse } from "../../../core/http.ts";
import { element } from "../../../core/xml.ts";
import type { Address } from "../protocol/address.ts";
import { toXml } from "../protocol/responses.ts";
import type { ObjectVersion } from "../store/object-store.ts";
import type { S3Deps } from "./deps.ts";
import { owner, toMaxKeys, toNames } from "./list-objects.ts";

type Query = Address["query"];

type Entry = { readonly version: ObjectVersion; readonly isLatest: boolean };

const isAhead = (one: string, other: string): boolean =>
  Buffer.compare(Buffer.from(one), Buffer.from(other)) > 0;

const hasVersion = ({ store }: S3Deps, bucket: string, key: string, id: string): boolean => {
  for (const version of store.versions(bucket, key)) {
    if (version.key !== key) return false;
    if (version.versionId === id) return true;
  }
  return false;
};

/**
 * Behind the markers: a key alone leaves out all of its versions. A version that is gone leaves out none of those that are
 * there: whoever deletes each page before asking for the next one has deleted those before it, too. S3 itself knows where
 * it stood (https://github.com/localstack/localstack/pull/12259).
 */
function* toEntries(deps: S3Deps, bucket: string, query: Query): Iterable<Entry> {
  const [prefix = "", keyMarker = "", idMarker] = ["prefix", "key-marker", "version-id-marker"].map((name) =>
    query.get(name),
  );
  let last: string | undefined;
  let isPassed = idMarker !== undefined && !hasVersion(deps, bucket, keyMarker, idMarker);
  for (const version of deps.store.versions(bucket, isAhead(prefix, keyMarker) ? prefix : keyMarker)) {
    const isLatest = version.key !== last;
    last = version.key;
    if (!version.key.startsWith(prefix)) return;
    const isSkipped = version.key === keyMarker && keyMarker !== "" && !isPassed;
    if (version.key === keyMarker && version.versionId === idMarker) isPassed = true;
    if (!isSkipped) yield { version, isLatest };
  }
}

const toXmlEntry = ({ version, isLatest }: Entry, named: (name: string) => string): string => {
  const { key, versionId, isMarker, size, etag, lastModified } = version;
  const content = [
    element("Key", named(key)),
    element("VersionId", versionId),
    element("IsLatest", isLatest),
    element("LastModified", lastModified.toISOString()),
    ...(isMarker ? [] : [element("ETag", etag), element("Size", size), element("StorageClass", "STANDARD")]),
    owner,
  ].join("");
  return isMarker ? `<DeleteMarker>${content}</DeleteMarker>` : `<Version>${content}</Version>`;
};

export const listVersions = (deps: S3Deps, bucket: string, query: Query): HttpResponse => {
  const named = toNames(query);
  const maxKeys = toMaxKeys(query);
  const shown: Entry[] = [];
  let isTruncated = false;
  for (const entry of toEntries(deps, bucket, query)) {
    isTruncated = maxKeys > 0 && shown.length === maxKeys;
    if (isTruncated || maxKeys === 0) break;
    shown.push(entry);
  }
  const last = isTruncated ? shown.at(-1)?.version : undefined;
  const encoding = query.get("encoding-type");
  const result = [
    element("Name", bucket),
    element("Prefix", named(query.get("prefix") ?? "")),
    element("KeyMarker", named(query.get("key-marker") ?? "")),
    element("VersionIdMarker", query.get("version-id-marker") ?? ""),
    element("MaxKeys", maxKeys),
    encoding === undefined ? "" : element("EncodingType", encoding),
    element("IsTruncated", isTruncated),
    ...(last === undefined
      ? []
      : [element("NextKeyMarker", named(last.key)), element("NextVersionIdMarker", last.versionId)]),
    ...shown.map((entry) => toXmlEntry(entry, named)),
  ].join("");
  return toXml(
    `<ListVersionsResult xmlns="http://s3.amazonaws.com/doc/2006-03-01/">${result}</ListVersionsResult>`,
  );
};
