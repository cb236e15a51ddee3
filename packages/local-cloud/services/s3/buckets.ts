// The operations on buckets.
import type { HttpRequest, HttpResponse } from "../../core/http.ts";
import type { Deps } from "./deps.ts";
import { notPlayed, toXml } from "./responses.ts";

export const listBuckets = async ({ engine }: Deps): Promise<HttpResponse> => engine.send({ method: "GET" });

export const createBucket = async (
  { engine }: Deps,
  { body }: HttpRequest,
  bucket: string,
): Promise<HttpResponse> => {
  // A location says nothing here, where there is one region; a type or tags would.
  const rest = body.toString("utf8").replaceAll(/<LocationConstraint>[\w-]*<\/LocationConstraint>/g, "");
  const isPlain = rest.replaceAll(/<\?xml[^>]*>|<\/?CreateBucketConfiguration[^>]*>|\s/g, "") === "";
  if (!isPlain) throw notPlayed("a bucket's configuration on CreateBucket");
  return engine.send({ method: "PUT", bucket });
};

export const headBucket = async ({ engine, account }: Deps, bucket: string): Promise<HttpResponse> => {
  const found = await engine.send({ method: "HEAD", bucket });
  return found.status === 200
    ? { ...found, headers: { ...found.headers, "x-amz-bucket-region": account.region } }
    : found;
};

export const deleteBucket = async ({ engine }: Deps, bucket: string): Promise<HttpResponse> =>
  engine.send({ method: "DELETE", bucket });

/** us-east-1 is the empty location (API reference, GetBucketLocation). */
export const getBucketLocation = async ({ engine, account }: Deps, bucket: string): Promise<HttpResponse> => {
  const found = await engine.send({ method: "GET", bucket, query: "list-type=2&max-keys=0" });
  if (found.status !== 200) return found;
  const location = account.region === "us-east-1" ? "" : account.region;
  return toXml(
    `<LocationConstraint xmlns="http://s3.amazonaws.com/doc/2006-03-01/">${location}</LocationConstraint>`,
  );
};
