// S3 behind the common endpoint: the stack's buckets, kept by fauxqs.
import type { FauxqsServer } from "fauxqs";
import type { Account } from "../../core/account.ts";
import type { HttpRequest, HttpResponse } from "../../core/http.ts";
import type { AwsCall, AwsService } from "../../core/service.ts";
import type { Stack } from "../../stack/resource-type.ts";
import { type Address, checkAddress, readAddress } from "./address.ts";
import { createBucket, deleteBucket, getBucketLocation, headBucket, listBuckets } from "./buckets.ts";
import { bucketsOf } from "./configured-buckets.ts";
import { deleteObject, deleteObjects, keysToDelete } from "./delete-objects.ts";
import type { Deps } from "./deps.ts";
import { makeEncryptionOf } from "./encryption.ts";
import { makeEngine } from "./engine.ts";
import { makeKeyLock } from "./key-lock.ts";
import { listObjects } from "./list-objects.ts";
import { identifyOperation } from "./operations.ts";
import { putObject } from "./put-object.ts";
import { readObject } from "./read-object.ts";
import { S3Refusal, toErrorResponse } from "./responses.ts";

export type StartS3Deps = { readonly stack: Stack; readonly account: Account; readonly fauxqs: FauxqsServer };

const arnOf = (bucket: string, key?: string): string =>
  `arn:aws:s3:::${bucket}${key === undefined ? "" : `/${key}`}`;

const resourcesOf = (
  operation: string,
  request: HttpRequest,
  { bucket, key }: Address,
): readonly string[] => {
  if (bucket === undefined) return ["*"];
  if (operation === "DeleteObjects") return keysToDelete(request).map((listed) => arnOf(bucket, listed));
  return [arnOf(bucket, key)];
};

const identify = (request: HttpRequest): AwsCall | undefined => {
  const address = readAddress(request);
  const operation = identifyOperation(request, address);
  if (operation === undefined) return undefined;
  const { name, action } = operation;
  return { service: "s3", operation: name, action, resources: resourcesOf(name, request, address), request };
};

const onBucket = async (
  deps: Deps,
  { operation, request }: AwsCall,
  bucket: string,
  query: Address["query"],
) => {
  switch (operation) {
    case "CreateBucket":
      return createBucket(deps, request, bucket);
    case "HeadBucket":
      return headBucket(deps, bucket);
    case "DeleteBucket":
      return deleteBucket(deps, bucket);
    case "GetBucketLocation":
      return getBucketLocation(deps, bucket);
    case "DeleteObjects":
      return deleteObjects(deps, request, bucket);
    default:
      return listObjects(deps, bucket, query);
  }
};

const onObject = async (deps: Deps, { operation, request }: AwsCall, bucket: string, key: string) => {
  switch (operation) {
    case "PutObject":
      return putObject(deps, request, { bucket, key });
    case "DeleteObject":
      return deleteObject(deps, request, { bucket, key });
    default:
      return readObject(deps, request, { bucket, key });
  }
};

const checkOwner = ({ headers }: HttpRequest, account: Account): void => {
  const expected = headers["x-amz-expected-bucket-owner"];
  if (expected !== undefined && expected !== account.id)
    throw new S3Refusal(403, "AccessDenied", "Access Denied");
};

const handle =
  (deps: Deps) =>
  async (call: AwsCall): Promise<HttpResponse> => {
    const address = readAddress(call.request);
    const { bucket, key, query } = address;
    try {
      checkAddress(call.request, address);
      checkOwner(call.request, deps.account);
      if (bucket === undefined) return await listBuckets(deps);
      return await (key === undefined
        ? onBucket(deps, call, bucket, query)
        : onObject(deps, call, bucket, key));
    } catch (error) {
      if (error instanceof S3Refusal) return toErrorResponse(error.error);
      throw error;
    }
  };

/** Creates the stack's buckets where they do not exist yet. Throws when a resource configures no bucket, or names no key, of the stack. */
export const startS3 = async ({ stack, account, fauxqs }: StartS3Deps): Promise<AwsService> => {
  const encryptionOf = makeEncryptionOf(stack);
  for (const bucket of bucketsOf(stack)) fauxqs.createBucket(bucket);
  const engine = makeEngine(`http://127.0.0.1:${fauxqs.port}`);
  const deps: Deps = { account, engine, encryptionOf, lock: makeKeyLock() };
  return {
    name: "s3",
    identify,
    handle: handle(deps),
    toErrorResponse: (_request, error) => toErrorResponse(error),
  };
};
