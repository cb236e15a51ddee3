// DeleteObject and DeleteObjects.
import type { HttpRequest, HttpResponse } from "../../core/http.ts";
import type { Deps, ObjectAddress } from "./deps.ts";
import { checkWrite, isConditional } from "./preconditions.ts";
import { readBody } from "./read-body.ts";
import { notPlayed, S3Refusal, toXml } from "./responses.ts";
import { element, elementsOf, textsOf } from "./xml.ts";

export const deleteObject = async (
  { engine, lock }: Deps,
  { headers }: HttpRequest,
  { bucket, key }: ObjectAddress,
) =>
  lock(`${bucket}/${key}`, async (): Promise<HttpResponse> => {
    if (isConditional(headers)) checkWrite(headers, await engine.current(bucket, key));
    return engine.send({ method: "DELETE", bucket, key });
  });

/** The keys that a DeleteObjects request names. */
export const keysToDelete = ({ body }: HttpRequest): readonly string[] =>
  elementsOf(body.toString("utf8"), "Object").flatMap((object) => textsOf(object, "Key"));

const malformed = (): S3Refusal =>
  new S3Refusal(
    400,
    "MalformedXML",
    "The XML you provided was not well-formed or did not validate against our published schema",
  );

const checkList = (request: HttpRequest, xml: string, keys: readonly string[]): void => {
  const isProtected =
    request.headers["content-md5"] !== undefined || readBody(request).checksum !== undefined;
  if (!isProtected) {
    const message = "Missing required header for this request: Content-MD5 OR x-amz-checksum-*";
    throw new S3Refusal(400, "InvalidRequest", message);
  }
  const objects = elementsOf(xml, "Object");
  if (objects.length === 0 || objects.length > 1000 || keys.length !== objects.length) throw malformed();
  // Beside its key an object may name a version, or conditions on what it deletes.
  const extra = objects.some((object) => object.replace(/<Key>[\s\S]*?<\/Key>/, "").trim() !== "");
  if (extra) throw notPlayed("anything but the key of an object to delete");
};

/** In front of the engine, which reads its XML without character references. */
export const deleteObjects = async (
  deps: Deps,
  request: HttpRequest,
  bucket: string,
): Promise<HttpResponse> => {
  const xml = readBody(request).body.toString("utf8");
  const keys = keysToDelete(request);
  checkList(request, xml, keys);
  for (const key of keys) {
    const deleted = await deps.lock(`${bucket}/${key}`, async () =>
      deps.engine.send({ method: "DELETE", bucket, key }),
    );
    if (deleted.status !== 204) return deleted;
  }
  const isQuiet = textsOf(xml, "Quiet")[0] === "true";
  const lines = isQuiet ? [] : keys.map((key) => `<Deleted>${element("Key", key)}</Deleted>`);
  return toXml(
    `<DeleteResult xmlns="http://s3.amazonaws.com/doc/2006-03-01/">${lines.join("")}</DeleteResult>`,
  );
};
