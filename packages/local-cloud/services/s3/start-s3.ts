// S3 behind the common endpoint: the stack's buckets and what is put into them.
import { randomBytes } from "node:crypto";
import type { Account } from "../../core/account.ts";
import type { HttpRequest, HttpResponse } from "../../core/http.ts";
import { type AwsCall, type AwsService, ServiceError } from "../../core/service.ts";
import type { ServiceDeps } from "../../endpoint/service-deps.ts";
import type { S3Deps } from "./actions/deps.ts";
import { makeEncryptionOf } from "./actions/encryption.ts";
import { listBuckets } from "./actions/list-buckets.ts";
import { listObjects } from "./actions/list-objects.ts";
import { listVersions } from "./actions/list-versions.ts";
import { readObject } from "./actions/read-object.ts";
import { deleteObject, putObject } from "./actions/write-object.ts";
import { bucketsOf, versionedBucketsOf } from "./configured-buckets.ts";
import { type Address, checkAddress, readAddress } from "./protocol/address.ts";
import { identifyOperation, nameOperation, operationNames } from "./protocol/operations.ts";
import { toErrorResponse } from "./protocol/responses.ts";
import { openObjectStore } from "./store/object-store.ts";

export type StartS3Deps = Pick<ServiceDeps, "stack" | "account"> & {
  /** Where the objects are kept; in memory without it. */
  readonly file?: string | undefined;
};

export type S3 = { readonly service: AwsService; readonly stop: () => void };

const identify = (request: HttpRequest): AwsCall | undefined => {
  const address = readAddress(request);
  const operation = identifyOperation(request, address);
  if (operation === undefined) return undefined;
  const { bucket = "", key } = address;
  const { name, action } = operation;
  const arn = `arn:aws:s3:::${bucket}${key === undefined ? "" : `/${key}`}`;
  const ifNoneMatch = request.headers["if-none-match"];
  // https://docs.aws.amazon.com/AmazonS3/latest/userguide/conditional-writes-enforce.html
  const context = ifNoneMatch === undefined ? {} : { "s3:if-none-match": ifNoneMatch };
  const resources = [bucket === "" ? "*" : arn];
  return { service: "s3", operation: name, action, resources, context, request };
};

const checkOwner = ({ headers }: HttpRequest, account: Account): void => {
  const expected = headers["x-amz-expected-bucket-owner"];
  if (expected !== undefined && expected !== account.id)
    throw new ServiceError("AccessDenied", "Access Denied", 403);
};

const carryOut = (
  deps: S3Deps,
  { operation, request }: AwsCall,
  bucket: string,
  { key, query }: Address,
): HttpResponse => {
  if (key === undefined)
    return operation === "ListObjectVersions"
      ? listVersions(deps, bucket, query)
      : listObjects(deps, bucket, query);
  switch (operation) {
    case "PutObject":
      return putObject(deps, request, { bucket, key });
    case "DeleteObject":
      return deleteObject(deps, request, { bucket, key }, query.get("versionId"));
    default:
      return readObject(deps, request, { bucket, key });
  }
};

/** Throws when a resource configures no bucket, or names no key, of the stack, or when the file cannot be used. */
export const startS3 = ({ stack, account, file }: StartS3Deps): S3 => {
  const encryptionOf = makeEncryptionOf(stack);
  const buckets = new Set(bucketsOf(stack));
  const versioned = new Set(versionedBucketsOf(stack));
  const newVersionOf = (bucket: string): string | undefined =>
    versioned.has(bucket) ? randomBytes(24).toString("base64url") : undefined;
  const store = openObjectStore(file);
  const startedAt = new Date();

  const handle = (call: AwsCall): HttpResponse => {
    const address = readAddress(call.request);
    const { bucket = "" } = address;
    checkAddress(call.request, address);
    checkOwner(call.request, account);
    if (call.operation === "ListBuckets")
      return listBuckets(
        { names: [...buckets], createdAt: startedAt, region: account.region },
        address.query,
      );
    if (!buckets.has(bucket))
      throw new ServiceError("NoSuchBucket", "The specified bucket does not exist", 404);
    if (call.operation === "HeadBucket")
      return { status: 200, headers: { "x-amz-bucket-region": account.region }, body: Buffer.alloc(0) };
    return carryOut({ store, encryptionOf, newVersionOf }, call, bucket, address);
  };

  return {
    service: {
      name: "s3",
      operations: operationNames,
      identify,
      nameOperation: (request) => nameOperation(request, readAddress(request)),
      handle: async (call) => {
        try {
          return handle(call);
        } catch (error) {
          if (error instanceof ServiceError) return toErrorResponse(error);
          throw error;
        }
      },
      toErrorResponse: (_request, error) => toErrorResponse(error),
    },
    stop: store.close,
  };
};
