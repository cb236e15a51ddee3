// The bucket in which Terraform keeps the state of every environment: versioned, encrypted, hard to lose.
import type { S3Bucket } from "@cdktf/provider-aws/lib/s3-bucket/index.js";
import { Construct } from "constructs";
import { PrivateBucket } from "../constructs/storage/private-bucket.ts";
import { waive } from "../constructs/shared/waive.ts";

/** Days that a replaced state can still be had back: long enough to notice a mistake of last quarter. */
const oldVersionDays = 90;

export class StateBucket extends Construct {
  readonly name: string;
  readonly arn: string;

  constructor(scope: Construct, id: string) {
    super(scope, id);
    const { bucket } = new PrivateBucket(this, "private", {
      namePrefix: "message-handler-state-",
      // With the states gone Terraform would know nothing of any environment any more.
      isProtected: true,
      encryption:
        "S3's own key on purpose: a state holds no secret, so who may read it is for IAM to say, and a key of the account's own would be one more thing whose loss takes every environment's state along.",
      lifecycle: [
        {
          id: "old-versions",
          // The newest ten stay however old they are: a stack that nobody touched for months can be taken back too.
          noncurrentVersionExpiration: [{ noncurrentDays: oldVersionDays, newerNoncurrentVersions: 10 }],
          // What a released lock leaves behind.
          expiration: [{ expiredObjectDeleteMarker: true }],
        },
        { id: "incomplete-uploads", abortIncompleteMultipartUpload: [{ daysAfterInitiation: 1 }] },
      ],
    });
    this.name = bucket.id;
    this.arn = bucket.arn;
    this.#waive(bucket);
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
}
