// PutObject.
import type { IncomingHttpHeaders } from "node:http";
import type { HttpRequest, HttpResponse } from "../../../core/http.ts";
import { toChecksum } from "../body/checksums.ts";
import { readBody, type Upload } from "../body/read-body.ts";
import { notSupported } from "../protocol/responses.ts";
import type { ObjectAddress, ObjectProperties } from "../store/object-store.ts";
import type { S3Deps } from "./deps.ts";
import { algorithmHeader, type EncryptionHeaders } from "./encryption.ts";
import { checkWrite } from "./preconditions.ts";

const metadataPrefix = "x-amz-meta-";

const toMetadata = (headers: IncomingHttpHeaders): Record<string, string> =>
  Object.fromEntries(
    Object.entries(headers).flatMap(([name, value]) =>
      name.startsWith(metadataPrefix) ? [[name.slice(metadataPrefix.length), String(value)]] : [],
    ),
  );

/** `aws-chunked` describes the request, whatever stands beside it the object. */
const toContentEncoding = (sent: string | undefined): string | null => {
  const codings = (sent ?? "").split(",").map((coding) => coding.trim());
  return codings.filter((coding) => coding !== "" && coding !== "aws-chunked").join(",") || null;
};

const toProperties = (headers: IncomingHttpHeaders, { body, checksum }: Upload): ObjectProperties => ({
  contentType: headers["content-type"] ?? "binary/octet-stream",
  contentEncoding: toContentEncoding(headers["content-encoding"]),
  contentLanguage: headers["content-language"] ?? null,
  contentDisposition: headers["content-disposition"] ?? null,
  cacheControl: headers["cache-control"] ?? null,
  metadata: toMetadata(headers),
  // An object that comes without a checksum gets S3's own.
  checksumAlgorithm: checksum?.name ?? "crc64nvme",
  checksum: checksum?.value ?? toChecksum("crc64nvme", body),
});

const checkEncryption = (asked: unknown, ofBucket: EncryptionHeaders): void => {
  // To ask for aws:kms without naming a key is to ask for the one that AWS manages, whatever the bucket has.
  if (asked !== undefined && (asked !== "AES256" || ofBucket[algorithmHeader] !== "AES256"))
    throw notSupported("an encryption other than the bucket's own");
};

export const putObject = (
  { store, encryptionOf }: S3Deps,
  request: HttpRequest,
  address: ObjectAddress,
): HttpResponse => {
  const { headers } = request;
  if (headers.expires !== undefined) throw notSupported("the header Expires");
  const encryption = encryptionOf(address.bucket);
  checkEncryption(headers[algorithmHeader], encryption);
  const upload = readBody(request);
  checkWrite(headers, () => store.head(address));
  const etag = store.put(address, toProperties(headers, upload), upload.body);
  const { checksum } = upload;
  const verified =
    checksum === undefined
      ? {}
      : { [`x-amz-checksum-${checksum.name}`]: checksum.value, "x-amz-checksum-type": "FULL_OBJECT" };
  return { status: 200, headers: { etag, ...verified, ...encryption }, body: Buffer.alloc(0) };
};
