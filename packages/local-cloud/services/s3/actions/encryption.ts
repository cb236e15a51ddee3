// How a bucket's objects are encrypted, as the headers of every response about one say it.
import { makeFindKey } from "../../../policy/find-resource.ts";
import type { Stack } from "../../../stack/resource-type.ts";
import {
  type S3BucketEncryptionConfig,
  S3BucketServerSideEncryptionConfiguration,
} from "../../../resources/s3.ts";

export type EncryptionHeaders = Readonly<Record<string, string>>;
export type EncryptionOf = (bucket: string) => EncryptionHeaders;

/** The header in which a request may ask for an encryption, too. */
export const algorithmHeader = "x-amz-server-side-encryption";

/** Without a configuration of its own a bucket has this. Source: S3 user guide, "Default bucket encryption" */
const ownKeys: EncryptionHeaders = { [algorithmHeader]: "AES256" };

const toHeaders = (
  {
    apply_server_side_encryption_by_default: byDefault,
    bucket_key_enabled,
  }: S3BucketEncryptionConfig["rule"][number],
  toKeyArn: (key: string) => string,
): EncryptionHeaders => {
  const key = byDefault?.kms_master_key_id;
  if (key === undefined) return ownKeys;
  return {
    [algorithmHeader]: "aws:kms",
    [`${algorithmHeader}-aws-kms-key-id`]: toKeyArn(key),
    ...(bucket_key_enabled ? { [`${algorithmHeader}-bucket-key-enabled`]: "true" } : {}),
  };
};

/** @throws StackError when a bucket names a key that the stack does not have */
export const makeEncryptionOf = (stack: Stack): EncryptionOf => {
  const findKey = makeFindKey(stack);
  const headers = new Map(
    stack
      .of(S3BucketServerSideEncryptionConfiguration)
      .flatMap(({ address, config }) =>
        config.rule.map(
          (rule) =>
            [
              config.bucket,
              toHeaders(rule, (key) => findKey(key, `${address}: attribute kms_master_key_id`)),
            ] as const,
        ),
      ),
  );
  return (bucket) => headers.get(bucket) ?? ownKeys;
};
