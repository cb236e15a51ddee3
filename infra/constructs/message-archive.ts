// The bucket that keeps the raw text of every valid message, written once per company and id.
import { S3Bucket } from "@cdktf/provider-aws/lib/s3-bucket/index.js";
import { S3BucketOwnershipControls } from "@cdktf/provider-aws/lib/s3-bucket-ownership-controls/index.js";
import { S3BucketPolicy } from "@cdktf/provider-aws/lib/s3-bucket-policy/index.js";
import { S3BucketPublicAccessBlock } from "@cdktf/provider-aws/lib/s3-bucket-public-access-block/index.js";
import { S3BucketServerSideEncryptionConfigurationA } from "@cdktf/provider-aws/lib/s3-bucket-server-side-encryption-configuration/index.js";
import { Construct } from "constructs";
import type { Grant } from "./grant.ts";
import { denyWithoutTls, policyJson } from "./policy-document.ts";

export type MessageArchiveProps = {
  /** The provider appends a unique suffix: bucket names are global. At most 37 characters. */
  readonly namePrefix: string;
  /** False lets a destroy take the objects along. */
  readonly protectData: boolean;
};

export class MessageArchive extends Construct {
  readonly bucket: S3Bucket;

  constructor(scope: Construct, id: string, props: MessageArchiveProps) {
    super(scope, id);
    this.bucket = new S3Bucket(this, "bucket", {
      bucketPrefix: props.namePrefix,
      forceDestroy: !props.protectData,
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
    new S3BucketServerSideEncryptionConfigurationA(this, "encryption", {
      bucket,
      rule: [{ applyServerSideEncryptionByDefault: { sseAlgorithm: "AES256" } }],
    });
    new S3BucketPolicy(this, "policy", {
      bucket,
      policy: policyJson(this, "policy-document", [
        denyWithoutTls("s3:*", [this.bucket.arn, `${this.bucket.arn}/*`]),
      ]),
    });
  }

  /** To write an object once and to compare what stands there already (HeadObject needs s3:GetObject). */
  writeOnce(): Grant {
    return {
      environment: { MESSAGES_BUCKET: this.bucket.id },
      statements: [{ actions: ["s3:PutObject", "s3:GetObject"], resources: [`${this.bucket.arn}/*`] }],
    };
  }
}
