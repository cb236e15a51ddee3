// S3's lifecycle rules: each is read strictly and has no effect, because the shortest period is a day and nothing
// ages locally.
import { z } from "zod";
import { resourceType } from "../stack/resource-type.ts";
import { attributes, block, blocks } from "../stack/schema.ts";
import { idIsBucket, ofBucket } from "./s3.ts";

const days = z.int().positive();
const date = z.string().regex(/^\d{4}-\d{2}-\d{2}T00:00:00(?:\.000)?Z$/, "is no midnight UTC");
const storageClass = z.enum([
  "STANDARD_IA",
  "ONEZONE_IA",
  "INTELLIGENT_TIERING",
  "GLACIER_IR",
  "GLACIER",
  "DEEP_ARCHIVE",
]);
const tag = { key: z.string(), value: z.string() };
const size = {
  object_size_greater_than: z.number().optional(),
  object_size_less_than: z.number().optional(),
};

/** S3 API reference, LifecycleExpiration: a marker goes by no time of its own. */
const Expiration = z
  .strictObject({
    days: days.optional(),
    date: date.optional(),
    expired_object_delete_marker: z.boolean().optional(),
  })
  .refine(
    (of) => Object.values(of).filter((one) => one !== undefined && one !== false).length === 1,
    "takes one of days, date and expired_object_delete_marker",
  );

/** S3 user guide, "Transitioning objects": they must be stored for 30 days before they go to a class of rare access. */
const isEarly = (storage_class: string, after: number): boolean =>
  storage_class.endsWith("_IA") && after < 30;
const early = "days must be at least 30 for this storage class";

const Transition = z
  .strictObject({ days: z.int().min(0).optional(), date: date.optional(), storage_class: storageClass })
  .refine((of) => (of.days === undefined) !== (of.date === undefined), "takes either days or date")
  .refine(({ storage_class, days: after = 30 }) => !isEarly(storage_class, after), early);

const versions = { noncurrent_days: days, newer_noncurrent_versions: z.int().min(1).max(100).optional() };

const NoncurrentVersionTransition = z
  .strictObject({ ...versions, storage_class: storageClass })
  .refine(({ storage_class, noncurrent_days }) => !isEarly(storage_class, noncurrent_days), early);

const Rule = z
  .strictObject({
    id: z.string().min(1).max(255),
    status: z.enum(["Enabled", "Disabled"]),
    prefix: z.string().optional(),
    filter: block(
      z.strictObject({
        ...size,
        prefix: z.string().optional(),
        tag: block(z.strictObject(tag)),
        and: block(
          z.strictObject({
            ...size,
            prefix: z.string().optional(),
            tags: z.record(z.string(), z.string()).optional(),
          }),
        ),
      }),
    ),
    abort_incomplete_multipart_upload: block(z.strictObject({ days_after_initiation: days })),
    expiration: block(Expiration),
    transition: blocks(Transition),
    noncurrent_version_expiration: block(z.strictObject(versions)),
    noncurrent_version_transition: blocks(NoncurrentVersionTransition),
  })
  .refine(
    (rule) =>
      rule.transition.length > 0 ||
      rule.noncurrent_version_transition.length > 0 ||
      [rule.abort_incomplete_multipart_upload, rule.expiration, rule.noncurrent_version_expiration].some(
        (action) => action !== undefined,
      ),
    "does nothing: S3 refuses a rule without an action",
  );

export const S3BucketLifecycleConfiguration = resourceType(
  "aws_s3_bucket_lifecycle_configuration",
  attributes(
    {
      ...ofBucket,
      rule: blocks(Rule)
        .refine((rules) => rules.length >= 1 && rules.length <= 1000, "takes one to a thousand blocks")
        .refine((rules) => new Set(rules.map(({ id }) => id)).size === rules.length, "every id stands once"),
    },
    { "nothing is moved to another class": "transition_default_minimum_object_size" },
  ),
  idIsBucket,
);
