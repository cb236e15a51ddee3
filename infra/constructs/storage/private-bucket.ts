// A bucket for the account's own eyes: closed to the public, reached by TLS alone, encrypted, with its versions kept.
import { S3Bucket } from "@cdktf/provider-aws/lib/s3-bucket/index.js";
import {
  S3BucketLifecycleConfiguration,
  type S3BucketLifecycleConfigurationRule,
} from "@cdktf/provider-aws/lib/s3-bucket-lifecycle-configuration/index.js";
import { S3BucketOwnershipControls } from "@cdktf/provider-aws/lib/s3-bucket-ownership-controls/index.js";
import { S3BucketPolicy } from "@cdktf/provider-aws/lib/s3-bucket-policy/index.js";
import { S3BucketPublicAccessBlock } from "@cdktf/provider-aws/lib/s3-bucket-public-access-block/index.js";
import { S3BucketServerSideEncryptionConfigurationA } from "@cdktf/provider-aws/lib/s3-bucket-server-side-encryption-configuration/index.js";
import { S3BucketVersioningA } from "@cdktf/provider-aws/lib/s3-bucket-versioning/index.js";
import { Construct } from "constructs";
import type { MessageKey } from "../shared/message-key.ts";
import { denyWithoutTls, everyone, policyJson, type Statement } from "../shared/policy-document.ts";

export type PrivateBucketProps = {
  /** The provider appends a unique suffix: bucket names are global. At most 37 characters. */
  readonly namePrefix: string;
  /** Neither a destroy takes the objects along, nor does a plan that would destroy the bucket go through. */
  readonly isProtected: boolean;
  /** S3's own key encrypts when undefined. */
  readonly key: MessageKey | undefined;
  /** An object that is there is never replaced: every write must ask for it (`If-None-Match: *`). */
  readonly isWriteOnce: boolean;
  /** What becomes of objects with time; each rule holds for all of them. */
  readonly lifecycle: readonly Omit<S3BucketLifecycleConfigurationRule, "status" | "filter">[];
};

/** https://docs.aws.amazon.com/AmazonS3/latest/userguide/conditional-writes-enforce.html */
const denyReplacing = (bucketArn: string): Statement => ({
  sid: "DenyReplacing",
  effect: "Deny",
  principals: [everyone],
  actions: ["s3:PutObject"],
  resources: [`${bucketArn}/*`],
  condition: [{ test: "Null", variable: "s3:if-none-match", values: ["true"] }],
});

export class PrivateBucket extends Construct {
  readonly bucket: S3Bucket;

  constructor(scope: Construct, id: string, props: PrivateBucketProps) {
    super(scope, id);
    const { namePrefix, isProtected } = props;
    this.bucket = new S3Bucket(this, "bucket", {
      bucketPrefix: namePrefix,
      forceDestroy: !isProtected,
      lifecycle: { preventDestroy: isProtected },
    });
    this.#close(props);
    this.#encrypt(props);
    this.#keepVersions(props);
  }

  #close({ isWriteOnce }: PrivateBucketProps): void {
    const { id: bucket, arn } = this.bucket;
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
    new S3BucketPolicy(this, "policy", {
      bucket,
      policy: policyJson(this, "policy-document", [
        denyWithoutTls(["s3:*"], [arn, `${arn}/*`]),
        ...(isWriteOnce ? [denyReplacing(arn)] : []),
      ]),
    });
  }

  #encrypt({ key }: PrivateBucketProps): void {
    new S3BucketServerSideEncryptionConfigurationA(this, "encryption", {
      bucket: this.bucket.id,
      rule: [
        {
          ...(key === undefined
            ? { applyServerSideEncryptionByDefault: { sseAlgorithm: "AES256" } }
            : {
                applyServerSideEncryptionByDefault: { sseAlgorithm: "aws:kms", kmsMasterKeyId: key.arn },
                // One call of KMS for many objects instead of one for each.
                bucketKeyEnabled: true,
              }),
          // A caller's own key (SSE-C) would make an object that nobody else can read.
          blockedEncryptionTypes: ["SSE-C"],
        },
      ],
    });
  }

  #keepVersions({ lifecycle }: PrivateBucketProps): void {
    const versioning = new S3BucketVersioningA(this, "versioning", {
      bucket: this.bucket.id,
      versioningConfiguration: { status: "Enabled" },
    });
    new S3BucketLifecycleConfiguration(this, "lifecycle", {
      bucket: this.bucket.id,
      rule: lifecycle.map((rule) => ({ ...rule, status: "Enabled", filter: [{ prefix: "" }] })),
      dependsOn: [versioning],
    });
  }
}
