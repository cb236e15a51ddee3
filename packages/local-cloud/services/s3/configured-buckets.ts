// The stack's buckets and what other resources say about them.
import type { Resource, Stack } from "../../stack/resource-type.ts";
import {
  S3Bucket,
  S3BucketLifecycleConfiguration,
  S3BucketOwnershipControls,
  S3BucketPolicy,
  S3BucketPublicAccessBlock,
  S3BucketServerSideEncryptionConfiguration,
  S3BucketVersioning,
} from "../../resources/s3.ts";

const companionsOf = (stack: Stack): readonly Resource<{ readonly bucket: string }>[] => [
  ...stack.of(S3BucketPolicy),
  ...stack.of(S3BucketPublicAccessBlock),
  ...stack.of(S3BucketOwnershipControls),
  ...stack.of(S3BucketVersioning),
  ...stack.of(S3BucketServerSideEncryptionConfiguration),
  ...stack.of(S3BucketLifecycleConfiguration),
];

/** Names of the stack's buckets. Throws when two resources claim one name or a companion names none of them. */
export const bucketsOf = (stack: Stack): readonly string[] => {
  const owners = new Map<string, string>();
  for (const { attributes, address } of stack.of(S3Bucket)) {
    const name = String(attributes.bucket);
    const other = owners.get(name);
    if (other !== undefined) throw new Error(`${address}: the bucket ${name} is ${other} already`);
    owners.set(name, address);
  }
  for (const { address, config } of companionsOf(stack)) {
    if (!owners.has(config.bucket))
      throw new Error(`${address}: there is no bucket ${config.bucket} in this stack`);
  }
  return [...owners.keys()];
};

/** Names of those that keep what is replaced or deleted. */
export const versionedBucketsOf = (stack: Stack): readonly string[] =>
  stack
    .of(S3BucketVersioning)
    .flatMap(({ config }) => (config.versioning_configuration?.status === "Enabled" ? [config.bucket] : []));
