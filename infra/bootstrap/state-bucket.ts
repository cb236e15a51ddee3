// The bucket in which Terraform keeps the state of every environment: versioned, encrypted, hard to lose.
import { Construct } from "constructs";
import { PrivateBucket } from "../constructs/storage/private-bucket.ts";

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
      // A state holds no secret, and losing a key of the account's own would take every environment's state along.
      key: undefined,
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
  }
}
