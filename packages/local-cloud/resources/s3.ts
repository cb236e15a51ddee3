// S3's Terraform resource types.
import { createHash } from "node:crypto";
import { z } from "zod";
import type { Place, ResourceType } from "../stack/resource-type.ts";
import { block, blocks, inert } from "../stack/schema.ts";

/** Nobody reads tags here; there is one region; nothing is ever destroyed or takes long enough to time out. */
const meta = { tags: inert(), tags_all: inert(), region: inert(), timeouts: inert(), force_destroy: inert() };
export const bucketMeta = {
  region: inert(),
  bucket: z.string(),
  expected_bucket_owner: z.literal("000000000000").optional(),
};

type BucketName = { readonly bucket?: string | undefined; readonly bucket_prefix?: string | undefined };

/** Terraform draws a suffix of 26 characters; here it follows from the address, so that a restart finds the bucket. */
const toBucketName = (
  { bucket, bucket_prefix: prefix = "terraform-" }: BucketName,
  { address }: Place,
): string => bucket ?? `${prefix}${createHash("sha256").update(address).digest("hex").slice(0, 26)}`;

const S3BucketConfig = z
  .strictObject({
    ...meta,
    bucket: z.string().min(3).max(63).optional(),
    bucket_prefix: z.string().max(37).optional(),
    /** Locked objects refuse deletion and overwriting, which is not played. */
    object_lock_enabled: z.literal(false).optional(),
  })
  .refine(({ bucket, bucket_prefix }) => bucket === undefined || bucket_prefix === undefined, {
    path: ["bucket_prefix"],
    error: "conflicts with bucket",
  });

export const S3Bucket: ResourceType<z.infer<typeof S3BucketConfig>> = {
  type: "aws_s3_bucket",
  config: S3BucketConfig,
  computed: (config, place, account) => {
    const bucket = toBucketName(config, place);
    return {
      id: bucket,
      bucket,
      arn: `arn:${account.partition}:s3:::${bucket}`,
      bucket_domain_name: `${bucket}.s3.amazonaws.com`,
      bucket_regional_domain_name: `${bucket}.s3.${account.region}.amazonaws.com`,
      bucket_region: account.region,
      // us-east-1's, a constant of AWS.
      hosted_zone_id: "Z3AQBSTGFYJSTF",
      region: account.region,
    };
  },
};

export const idIsBucket = ({ bucket }: { readonly bucket: string }) => ({ id: bucket });

const S3BucketPolicyConfig = z.strictObject({ ...bucketMeta, policy: z.string() });

/** Enforced by the IAM check. */
export const S3BucketPolicy: ResourceType<z.infer<typeof S3BucketPolicyConfig>> = {
  type: "aws_s3_bucket_policy",
  config: S3BucketPolicyConfig,
  computed: idIsBucket,
};

const S3BucketPublicAccessBlockConfig = z.strictObject({
  ...bucketMeta,
  skip_destroy: inert(),
  // There is no public on the loopback: whoever has no role of the stack is its owner.
  block_public_acls: inert(),
  block_public_policy: inert(),
  ignore_public_acls: inert(),
  restrict_public_buckets: inert(),
});

export const S3BucketPublicAccessBlock: ResourceType<z.infer<typeof S3BucketPublicAccessBlockConfig>> = {
  type: "aws_s3_bucket_public_access_block",
  config: S3BucketPublicAccessBlockConfig,
  computed: idIsBucket,
};

const S3BucketOwnershipControlsConfig = z.strictObject({
  ...bucketMeta,
  /** The others bring ACLs into play, which are refused in every request. */
  rule: block(z.strictObject({ object_ownership: z.literal("BucketOwnerEnforced") })),
});

export const S3BucketOwnershipControls: ResourceType<z.infer<typeof S3BucketOwnershipControlsConfig>> = {
  type: "aws_s3_bucket_ownership_controls",
  config: S3BucketOwnershipControlsConfig,
  computed: idIsBucket,
};

const S3BucketVersioningConfig = z.strictObject({
  ...bucketMeta,
  /**
   * Without effect on what is played: a plain read sees the latest version, and no object once it is deleted,
   * versions or not. Whatever names a version (`versionId`, `?versions`) is refused as not implemented.
   */
  versioning_configuration: block(
    z.strictObject({
      status: z.enum(["Enabled", "Suspended", "Disabled"]),
      mfa_delete: z.literal("Disabled").optional(),
    }),
  ),
});

export const S3BucketVersioning: ResourceType<z.infer<typeof S3BucketVersioningConfig>> = {
  type: "aws_s3_bucket_versioning",
  config: S3BucketVersioningConfig,
  computed: idIsBucket,
};

const DefaultEncryption = z
  .strictObject({
    sse_algorithm: z.enum(["AES256", "aws:kms"]),
    /** Id, ARN or alias of a key of the stack. */
    kms_master_key_id: z.string().optional(),
  })
  .refine(
    ({ sse_algorithm, kms_master_key_id: key }) => (sse_algorithm === "aws:kms") === (key !== undefined),
    {
      path: ["kms_master_key_id"],
      error: "belongs to aws:kms, and to nothing else (the key that AWS manages for S3 is not played)",
    },
  );

const S3BucketServerSideEncryptionConfigurationConfig = z.strictObject({
  ...bucketMeta,
  rule: blocks(
    z.strictObject({
      /** Shown in the headers of every response; what lies on the laptop's disk is not encrypted. */
      apply_server_side_encryption_by_default: block(DefaultEncryption),
      /** Changes what S3 tells KMS: the bucket instead of the object. */
      bucket_key_enabled: z.boolean().default(false),
      /** Every request with an encryption other than the bucket's own is refused as not implemented. */
      blocked_encryption_types: inert(),
    }),
  ).refine((rules) => rules.length === 1, "takes exactly one block"),
});
export type S3BucketEncryptionConfig = z.infer<typeof S3BucketServerSideEncryptionConfigurationConfig>;

export const S3BucketServerSideEncryptionConfiguration: ResourceType<
  z.infer<typeof S3BucketServerSideEncryptionConfigurationConfig>
> = {
  type: "aws_s3_bucket_server_side_encryption_configuration",
  config: S3BucketServerSideEncryptionConfigurationConfig,
  computed: idIsBucket,
};
