// The bucket in which Terraform keeps the state of every environment: versioned, encrypted, hard to lose.
import { S3Bucket } from "@cdktf/provider-aws/lib/s3-bucket/index.js";
import { S3BucketLifecycleConfiguration } from "@cdktf/provider-aws/lib/s3-bucket-lifecycle-configuration/index.js";
import { S3BucketOwnershipControls } from "@cdktf/provider-aws/lib/s3-bucket-ownership-controls/index.js";
import { S3BucketPolicy } from "@cdktf/provider-aws/lib/s3-bucket-policy/index.js";
import { S3BucketPublicAccessBlock } from "@cdktf/provider-aws/lib/s3-bucket-public-access-block/index.js";
import { S3BucketServerSideEncryptionConfigurationA } from "@cdktf/provider-aws/lib/s3-bucket-server-side-encryption-configuration/index.js";
import { S3BucketVersioningA } from "@cdktf/provider-aws/lib/s3-bucket-versioning/index.js";
import { Construct } from "constructs";
import { denyWithoutTls, policyJson } from "./policy-document.ts";
import { unseenByTrivy, waive } from "./waive.ts";

/** Days that a replaced state can still be had back: long enough to notice a mistake of last quarter. */
const oldVersionDays = 90;

export class StateBucket extends Construct {
  readonly name: string;
  readonly arn: string;

  constructor(scope: Construct, id: string) {
    super(scope, id);
    const bucket = new S3Bucket(this, "bucket", {
      bucketPrefix: "message-handler-state-",
      forceDestroy: false,
      // With the states gone Terraform would know nothing of any environment any more.
      lifecycle: { preventDestroy: true },
    });
    this.name = bucket.id;
    this.arn = bucket.arn;
    new S3BucketOwnershipControls(this, "ownership", {
      bucket: bucket.id,
      rule: { objectOwnership: "BucketOwnerEnforced" },
    });
    new S3BucketPublicAccessBlock(this, "public-access-block", {
      bucket: bucket.id,
      blockPublicAcls: true,
      blockPublicPolicy: true,
      ignorePublicAcls: true,
      restrictPublicBuckets: true,
    });
    this.#encrypt(bucket);
    this.#keepVersions(bucket);
    this.#waive(bucket);
    new S3BucketPolicy(this, "policy", {
      bucket: bucket.id,
      policy: policyJson(this, "policy-document", [
        denyWithoutTls(["s3:*"], [bucket.arn, `${bucket.arn}/*`]),
      ]),
    });
  }

  #encrypt(bucket: S3Bucket): void {
    const encryption = new S3BucketServerSideEncryptionConfigurationA(this, "encryption", {
      bucket: bucket.id,
      rule: [{ applyServerSideEncryptionByDefault: { sseAlgorithm: "AES256" } }],
    });
    const ownKeyOfS3 =
      "S3's own key on purpose: a state holds no secret, so who may read it is for IAM to say, and a key of the account's own would be one more thing whose loss takes every environment's state along.";
    waive(bucket, ["CKV_AWS_145"], ownKeyOfS3);
    waive(encryption, ["AWS-0132"], ownKeyOfS3);
  }

  #waive(bucket: S3Bucket): void {
    waive(
      bucket,
      ["CKV_AWS_18", "AWS-0089"],
      "Only the roles of workflows and administrators come here, and CloudTrail records what they do; a second bucket of logs would have to be guarded like this one.",
    );
    waive(
      bucket,
      ["CKV_AWS_144"],
      "A state describes one region: without that region there is nothing to apply it to, and with it the versions are there.",
    );
    waive(bucket, ["CKV2_AWS_62"], "Nothing waits for a state to change but the workflow that changes it.");
  }

  #keepVersions(bucket: S3Bucket): void {
    const versioning = new S3BucketVersioningA(this, "versioning", {
      bucket: bucket.id,
      versioningConfiguration: { status: "Enabled" },
    });
    waive(versioning, ["AWS-0090"], unseenByTrivy("versioning_configuration", "CKV_AWS_21"));
    new S3BucketLifecycleConfiguration(this, "lifecycle", {
      bucket: bucket.id,
      rule: [
        {
          id: "old-versions",
          status: "Enabled",
          filter: [{ prefix: "" }],
          // The newest ten stay however old they are: a stack that nobody touched for months can be taken back too.
          noncurrentVersionExpiration: [{ noncurrentDays: oldVersionDays, newerNoncurrentVersions: 10 }],
          // What a released lock leaves behind.
          expiration: [{ expiredObjectDeleteMarker: true }],
        },
        {
          id: "incomplete-uploads",
          status: "Enabled",
          filter: [{ prefix: "" }],
          abortIncompleteMultipartUpload: [{ daysAfterInitiation: 1 }],
        },
      ],
      dependsOn: [versioning],
    });
  }
}
