// The bucket that keeps the raw text of every valid message, written once per company and id.
import { S3Bucket } from "@cdktf/provider-aws/lib/s3-bucket/index.js";
import { S3BucketLifecycleConfiguration } from "@cdktf/provider-aws/lib/s3-bucket-lifecycle-configuration/index.js";
import { S3BucketOwnershipControls } from "@cdktf/provider-aws/lib/s3-bucket-ownership-controls/index.js";
import { S3BucketPolicy } from "@cdktf/provider-aws/lib/s3-bucket-policy/index.js";
import { S3BucketPublicAccessBlock } from "@cdktf/provider-aws/lib/s3-bucket-public-access-block/index.js";
import { S3BucketServerSideEncryptionConfigurationA } from "@cdktf/provider-aws/lib/s3-bucket-server-side-encryption-configuration/index.js";
import { S3BucketVersioningA } from "@cdktf/provider-aws/lib/s3-bucket-versioning/index.js";
import { Construct } from "constructs";
import type { Grant } from "./grant.ts";
import type { Platform } from "./platform.ts";
import { denyWithoutTls, policyJson } from "./policy-document.ts";
import { keysOfAws, unseenByTrivy, waive } from "./waive.ts";

export type MessageArchiveProps = {
  /** The provider appends a unique suffix: bucket names are global. At most 37 characters. */
  readonly namePrefix: string;
  readonly platform: Platform;
  /** Days until an object moves to Standard-IA, from there to Glacier Instant Retrieval. */
  readonly infrequentAccessAfterDays: number;
  readonly coldAfterDays: number;
  /** Days that a replaced or deleted version can still be had back. */
  readonly oldVersionDays: number;
};

export class MessageArchive extends Construct {
  readonly bucket: S3Bucket;
  readonly #platform: Platform;

  constructor(scope: Construct, id: string, props: MessageArchiveProps) {
    super(scope, id);
    this.#platform = props.platform;
    const { key, protectData } = props.platform;
    this.bucket = new S3Bucket(this, "bucket", {
      bucketPrefix: props.namePrefix,
      forceDestroy: !protectData,
      lifecycle: { preventDestroy: protectData },
    });
    const bucket = this.bucket.id;
    new S3BucketOwnershipControls(this, "ownership", {
      bucket,
      rule: { objectOwnership: "BucketOwnerEnforced" },
    });
    new S3BucketPublicAccessBlock(this, "public-access-block", {
      bucket,
      blockPublicAcls: true,
      blockPublicPolicy: true,
      ignorePublicAcls: true,
      restrictPublicBuckets: true,
    });
    const encryption = new S3BucketServerSideEncryptionConfigurationA(this, "encryption", {
      bucket,
      rule: [
        key === undefined
          ? { applyServerSideEncryptionByDefault: { sseAlgorithm: "AES256" } }
          : {
              applyServerSideEncryptionByDefault: { sseAlgorithm: "aws:kms", kmsMasterKeyId: key.arn },
              // One call of KMS for many objects instead of one for each.
              bucketKeyEnabled: true,
            },
      ],
    });
    // Nothing in the system replaces or deletes an object; if a person does, it can be had back.
    const versioning = new S3BucketVersioningA(this, "versioning", {
      bucket,
      versioningConfiguration: { status: "Enabled" },
    });
    new S3BucketLifecycleConfiguration(this, "lifecycle", {
      bucket,
      rule: [
        {
          id: "archive-tiers",
          status: "Enabled",
          filter: [{ prefix: "" }],
          // Below 128 KiB a transition would cost more than it saves; S3 leaves such objects where they are.
          transition: [
            { days: props.infrequentAccessAfterDays, storageClass: "STANDARD_IA" },
            { days: props.coldAfterDays, storageClass: "GLACIER_IR" },
          ],
        },
        {
          id: "old-versions",
          status: "Enabled",
          filter: [{ prefix: "" }],
          noncurrentVersionExpiration: [{ noncurrentDays: props.oldVersionDays }],
          expiration: [{ expiredObjectDeleteMarker: true }],
        },
        {
          id: "incomplete-uploads",
          status: "Enabled",
          filter: [{ prefix: "" }],
          abortIncompleteMultipartUpload: [{ daysAfterInitiation: 7 }],
        },
      ],
      dependsOn: [versioning],
    });
    new S3BucketPolicy(this, "policy", {
      bucket,
      policy: policyJson(this, "policy-document", [
        denyWithoutTls(["s3:*"], [this.bucket.arn, `${this.bucket.arn}/*`]),
      ]),
    });
    this.#waive(encryption, versioning);
  }

  #waive(encryption: S3BucketServerSideEncryptionConfigurationA, versioning: S3BucketVersioningA): void {
    waive(
      this.bucket,
      ["CKV_AWS_18", "AWS-0089"],
      "One role writes here and none lists: CloudTrail's data events tell more of each access, and a second bucket of logs would have to be guarded like this one.",
    );
    waive(
      this.bucket,
      ["CKV_AWS_144"],
      "A copy in another region would take companies' data out of the region it was given to, and double its cost; versions keep what a mistake deletes.",
    );
    waive(
      this.bucket,
      ["CKV2_AWS_62"],
      "Nothing waits for an object to appear: its record tells that it was written.",
    );
    waive(versioning, ["AWS-0090"], unseenByTrivy("versioning_configuration", "CKV_AWS_21"));
    if (this.#platform.key === undefined) {
      waive(this.bucket, ["CKV_AWS_145"], keysOfAws);
      waive(encryption, ["AWS-0132"], keysOfAws);
    } else waive(encryption, ["AWS-0132"], unseenByTrivy("rule", "CKV_AWS_145"));
  }

  /** To write an object once and to compare what stands there already (HeadObject needs s3:GetObject). */
  writeOnce(): Grant {
    const { key } = this.#platform;
    return {
      environment: { MESSAGES_BUCKET: this.bucket.id },
      statements: [
        { actions: ["s3:PutObject", "s3:GetObject"], resources: [`${this.bucket.arn}/*`] },
        ...(key === undefined ? [] : [key.encrypt()]),
      ],
    };
  }
}
