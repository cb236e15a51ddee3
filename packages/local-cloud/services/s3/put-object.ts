// PutObject: conditions and digests are checked here, since the engine accepts whatever comes.
import type { IncomingHttpHeaders } from "node:http";
import type { HttpRequest, HttpResponse } from "../../core/http.ts";
import type { Deps, ObjectAddress } from "./deps.ts";
import { algorithmHeader } from "./encryption.ts";
import { checkWrite, isConditional } from "./preconditions.ts";
import { readBody, type Upload } from "./read-body.ts";
import { notPlayed } from "./responses.ts";

const isStored = (name: string): boolean =>
  ["cache-control", "content-disposition", "content-language", "content-type"].includes(name) ||
  name.startsWith("x-amz-meta-");

/** `aws-chunked` describes the request, whatever stands beside it the object. */
const toContentEncoding = (sent: string | undefined): IncomingHttpHeaders => {
  const kept = (sent ?? "")
    .split(",")
    .map((coding) => coding.trim())
    .filter((coding) => coding !== "" && coding !== "aws-chunked");
  return kept.length === 0 ? {} : { "content-encoding": kept.join(",") };
};

const toChecksumHeaders = ({ checksum }: Upload): Record<string, string> =>
  checksum === undefined ? {} : { [`x-amz-checksum-${checksum.name}`]: checksum.value };

const toStored = (headers: IncomingHttpHeaders, upload: Upload): IncomingHttpHeaders => ({
  // S3's default; the engine has another.
  "content-type": "binary/octet-stream",
  ...Object.fromEntries(Object.entries(headers).filter(([name]) => isStored(name))),
  ...toContentEncoding(headers["content-encoding"]),
  ...toChecksumHeaders(upload),
});

export const putObject = async (
  deps: Deps,
  request: HttpRequest,
  { bucket, key }: ObjectAddress,
): Promise<HttpResponse> => {
  const { engine, lock } = deps;
  const { headers } = request;
  if (headers.expires !== undefined) throw notPlayed("the header Expires");
  const encryption = deps.encryptionOf(bucket);
  const asked = headers[algorithmHeader];
  // To ask for aws:kms without naming a key is to ask for the one that AWS manages, whatever the bucket has.
  if (asked !== undefined && (asked !== "AES256" || encryption[algorithmHeader] !== "AES256")) {
    throw notPlayed("an encryption other than the bucket's own");
  }
  const upload = readBody(request);
  return lock(`${bucket}/${key}`, async () => {
    if (isConditional(headers)) checkWrite(headers, await engine.current(bucket, key));
    const stored = await engine.send({
      method: "PUT",
      bucket,
      key,
      headers: toStored(headers, upload),
      body: upload.body,
    });
    if (stored.status !== 200) return stored;
    const checksum = toChecksumHeaders(upload);
    const type = upload.checksum === undefined ? {} : { "x-amz-checksum-type": "FULL_OBJECT" };
    return { ...stored, headers: { ...stored.headers, ...checksum, ...type, ...encryption } };
  });
};
