// GetObject and HeadObject.
import type { HttpRequest, HttpResponse } from "../../core/http.ts";
import { toChecksum } from "./checksums.ts";
import type { Deps, ObjectAddress } from "./deps.ts";
import { judgeRead, preconditionFailed } from "./preconditions.ts";
import { notPlayed } from "./responses.ts";

const hasChecksum = ({ headers }: HttpResponse): boolean =>
  Object.keys(headers).some((name) => name.startsWith("x-amz-checksum-"));

const wantsChecksum = ({ headers }: HttpRequest): boolean =>
  String(headers["x-amz-checksum-mode"]).toUpperCase() === "ENABLED";

/** An object that came without a checksum, or with one that the engine does not keep, has S3's own. */
const ownChecksum = async (
  { engine }: Deps,
  request: HttpRequest,
  found: HttpResponse,
  { bucket, key }: ObjectAddress,
): Promise<Record<string, string>> => {
  if (!wantsChecksum(request) || found.status !== 200 || hasChecksum(found)) return {};
  const { body } = request.method === "GET" ? found : await engine.send({ method: "GET", bucket, key });
  return { "x-amz-checksum-crc64nvme": toChecksum("crc64nvme", body), "x-amz-checksum-type": "FULL_OBJECT" };
};

const fetchObject = async (
  { engine }: Deps,
  request: HttpRequest,
  { bucket, key }: ObjectAddress,
): Promise<HttpResponse> => {
  const { range, "x-amz-checksum-mode": mode } = request.headers;
  if (request.method === "HEAD" && range !== undefined) throw notPlayed("Range on HeadObject");
  return engine.send({
    method: request.method === "HEAD" ? "HEAD" : "GET",
    bucket,
    key,
    headers: {
      ...(range === undefined ? {} : { range }),
      ...(mode === undefined ? {} : { "x-amz-checksum-mode": mode }),
    },
  });
};

/** Conditions are judged on what the engine answered: the engine knows them in part on GET and not at all on HEAD. */
export const readObject = async (
  deps: Deps,
  request: HttpRequest,
  address: ObjectAddress,
): Promise<HttpResponse> => {
  const found = await fetchObject(deps, request, address);
  if (found.status !== 200 && found.status !== 206) return found;
  const { etag = "", "last-modified": lastModified = "" } = found.headers;
  const verdict = judgeRead(request.headers, { etag, lastModified: new Date(lastModified) });
  if (verdict === 304) {
    return { status: 304, headers: { etag, "last-modified": lastModified }, body: Buffer.alloc(0) };
  }
  if (verdict === 412) throw preconditionFailed();
  const checksum = await ownChecksum(deps, request, found, address);
  const encryption = deps.encryptionOf(address.bucket);
  return { ...found, headers: { ...found.headers, ...checksum, ...encryption, "accept-ranges": "bytes" } };
};
