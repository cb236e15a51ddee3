// S3's Terraform resource types.
import { createHash } from "node:crypto";
import { z } from "zod";
import { type ConfigOf, type Place, resourceType } from "../stack/resource-type.ts";
import { attributes, block, blocks } from "../stack/schema.ts";

const ofBucket = {
  bucket: z.string(),
  expected_bucket_owner: z.literal("000000000000").optional(),
};

type BucketName = { readonly bucket?: string | undefined; readonly bucket_prefix?: string | undefined };

/** Terraform draws a suffix of 26 characters; here it follows from the address, so that a restart finds the bucket. */
const toBucketName = (
  { bucket, bucket_prefix: prefix = "terraform-" }: BucketName,
  { address }: Place,
): string => bucket ?? `${prefix}${createHash("sha256").update(address).digest("hex").slice(0, 26)}`;

export const S3Bucket = resourceType(
  "aws_s3_bucket",
  attributes(
    {
      bucket: z.string().min(3).max(63).optional(),
      bucket_prefix: z.string().max(37).optional(),
      /** Locked objects refuse deletion and overwriting, which is not supported. */
      object_lock_enabled: z.literal(false).optional(),
    },
    { "about `terraform destroy`, which does not happen here": "force_destroy" },
  ).refine(({ bucket, bucket_prefix }) => bucket === undefined || bucket_prefix === undefined, {
    path: ["bucket_prefix"],
    error: "conflicts with bucket",
  }),
  (config, place, account) => {
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
);

const idIsBucket = ({ bucket }: { readonly bucket: string }) => ({ id: bucket });

/** Enforced by the IAM check. */
export const S3BucketPolicy = resourceType(
  "aws_s3_bucket_policy",
  attributes({ ...ofBucket, policy: z.string() }),
  idIsBucket,
);

export const S3BucketPublicAccessBlock = resourceType(
  "aws_s3_bucket_public_access_block",
  attributes(ofBucket, {
    "there is no public on the loopback: whoever has no role of the stack is its owner":
      "block_public_acls block_public_policy ignore_public_acls restrict_public_buckets",
    "about `terraform destroy`, which does not happen here": "skip_destroy",
  }),
  idIsBucket,
);

export const S3BucketOwnershipControls = resourceType(
  "aws_s3_bucket_ownership_controls",
  attributes({
    ...ofBucket,
    /** The others bring in ACLs, which are refused in every request. */
    rule: block(z.strictObject({ object_ownership: z.literal("BucketOwnerEnforced") })),
  }),
  idIsBucket,
);

export const S3BucketVersioning = resourceType(
  "aws_s3_bucket_versioning",
  attributes({
    ...ofBucket,
    /**
     * A plain read sees the latest version, and no object once it is deleted. With `Enabled`, versions can be listed
     * and deleted; to read an old one (`versionId`) is refused as not implemented. `Suspended` keeps none.
     */
    versioning_configuration: block(
      z.strictObject({
        status: z.enum(["Enabled", "Suspended", "Disabled"]),
        mfa_delete: z.literal("Disabled").optional(),
      }),
    ),
  }),
  idIsBucket,
);

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
      error: "belongs to aws:kms, and to nothing else (the key that AWS manages for S3 is not supported)",
    },
  );

const EncryptionRule = attributes(
  {
    /** Shown in the headers of every response; what lies on the disk is not encrypted. */
    apply_server_side_encryption_by_default: block(DefaultEncryption),
    /** Changes what S3 tells KMS: the bucket instead of the object. */
    bucket_key_enabled: z.boolean().default(false),
  },
  {
    "every request with an encryption other than the bucket's own is refused as not implemented":
      "blocked_encryption_types",
  },
);

export const S3BucketServerSideEncryptionConfiguration = resourceType(
  "aws_s3_bucket_server_side_encryption_configuration",
  attributes({
    ...ofBucket,
    rule: blocks(EncryptionRule).refine((rules) => rules.length === 1, "takes exactly one block"),
  }),
  idIsBucket,
);
export type S3BucketEncryptionConfig = ConfigOf<typeof S3BucketServerSideEncryptionConfiguration>;

export const S3BucketLifecycleConfiguration = resourceType(
  "aws_s3_bucket_lifecycle_configuration",
  attributes(ofBucket, {
    "objects stay until they are deleted": "rule",
    "nothing is moved to another class": "transition_default_minimum_object_size",
  }),
  idIsBucket,
);
