// PutObject and DeleteObject.
import type { IncomingHttpHeaders } from "node:http";
import type { HttpRequest, HttpResponse } from "../../../core/http.ts";
import { toChecksum } from "../body/checksums.ts";
import { readBody } from "../body/read-body.ts";
import { notSupported } from "../protocol/responses.ts";
import { type ObjectAddress, versionHeader } from "../store/object-store.ts";
import type { S3Deps } from "./deps.ts";
import { algorithmHeader, type EncryptionHeaders } from "./encryption.ts";
import { checkWrite } from "./preconditions.ts";

const kept = /^(?:content-(?:type|encoding|language|disposition)|cache-control|x-amz-meta-.+)$/;

/** `aws-chunked` describes the request, whatever stands beside it the object. */
const toContentEncoding = (sent: string): string => {
  const codings = sent.split(",").map((coding) => coding.trim());
  return codings.filter((coding) => coding !== "aws-chunked").join(",");
};

const toObjectHeaders = (headers: IncomingHttpHeaders): Readonly<Record<string, string>> =>
  Object.fromEntries(
    Object.entries({ "content-type": "binary/octet-stream", ...headers }).flatMap(([name, value]) => {
      const text = name === "content-encoding" ? toContentEncoding(String(value)) : String(value);
      return kept.test(name) && text !== "" ? [[name, text]] : [];
    }),
  );

const checkEncryption = (asked: unknown, ofBucket: EncryptionHeaders): void => {
  // To ask for aws:kms without naming a key is to ask for the one that AWS manages, whatever the bucket has.
  if (asked !== undefined && (asked !== "AES256" || ofBucket[algorithmHeader] !== "AES256"))
    throw notSupported("an encryption other than the bucket's own");
};

const toVersionHeaders = (version: string | undefined): Readonly<Record<string, string>> =>
  version === undefined ? {} : { [versionHeader]: version };

export const putObject = (
  { store, encryptionOf, newVersionOf }: S3Deps,
  request: HttpRequest,
  address: ObjectAddress,
): HttpResponse => {
  const { headers } = request;
  if (headers.expires !== undefined) throw notSupported("the header Expires");
  const encryption = encryptionOf(address.bucket);
  checkEncryption(headers[algorithmHeader], encryption);
  const { body, checksum } = readBody(request);
  checkWrite(headers, () => store.head(address));
  const version = toVersionHeaders(newVersionOf(address.bucket));
  const properties = {
    headers: { ...toObjectHeaders(headers), ...version },
    // An object that comes without a checksum gets S3's own.
    checksum: checksum ?? { name: "crc64nvme", value: toChecksum("crc64nvme", body) },
  };
  const etag = store.put(address, properties, body);
  const verified =
    checksum === undefined
      ? {}
      : { [`x-amz-checksum-${checksum.name}`]: checksum.value, "x-amz-checksum-type": "FULL_OBJECT" };
  return { status: 200, headers: { etag, ...verified, ...encryption, ...version }, body: Buffer.alloc(0) };
};

const toDeleted = (version: string | undefined, isMarker: boolean): HttpResponse => ({
  status: 204,
  headers: { ...toVersionHeaders(version), ...(isMarker ? { "x-amz-delete-marker": "true" } : {}) },
  body: Buffer.alloc(0),
});

/** Of a version: that one, for good. Without: the object, which a bucket with versions keeps below a delete marker. */
export const deleteObject = (
  { store, newVersionOf }: S3Deps,
  { headers }: HttpRequest,
  address: ObjectAddress,
  versionId: string | undefined,
): HttpResponse => {
  if (versionId !== undefined)
    return toDeleted(versionId, store.deleteVersion(address, versionId) === "marker");
  checkWrite(headers, () => store.head(address));
  const marker = newVersionOf(address.bucket);
  store.delete(address, marker);
  return toDeleted(marker, marker !== undefined);
};
