// The bucket in which Terraform keeps the state of every environment: versioned, encrypted, hard to lose.
// What the S3 backend needs of it: https://developer.hashicorp.com/terraform/language/backend/s3#s3-bucket-permissions
import { Construct } from "constructs";
import type { Statement } from "../constructs/shared/policy-document.ts";
import { PrivateBucket } from "../constructs/storage/private-bucket.ts";
import { allow } from "./permission.ts";
import { stateKey } from "./state-backend.ts";

/** Days that a replaced state can still be had back: long enough to notice a mistake of last quarter. */
const oldVersionDays = 90;

export class StateBucket extends Construct {
  readonly name: string;
  readonly arn: string;

  readonly #prefix: string;

  /** `prefix` is the installation's. */
  constructor(scope: Construct, id: string, prefix: string) {
    super(scope, id);
    this.#prefix = prefix;
    const { bucket } = new PrivateBucket(this, "private", {
      namePrefix: `${prefix}-state-`,
      // With the states gone Terraform would know nothing of any environment any more.
      isProtected: true,
      isWriteOnce: false,
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

  /**
   * To read the states of these environments, without the lock: for a plan that runs with `-lock=false`.
   *
   * `terraform init` lists workspaces. Listing has no condition on a prefix: before the first deployment there is no
   * state, and S3 says so (404 instead of 403) only to who may list, where a request for one object names no prefix.
   * https://docs.aws.amazon.com/AmazonS3/latest/API/API_HeadObject.html#API_HeadObject_Permissions
   */
  read(environments: readonly string[]): Statement[] {
    return [
      // All that it tells of other environments is that they have a state.
      allow(["s3:ListBucket"], [this.arn]),
      allow(
        ["s3:GetObject"],
        environments.map((environment) => `${this.arn}/${stateKey(this.#prefix, environment)}`),
      ),
    ];
  }

  /** To lock, replace and unlock one state. Terraform never deletes a state, only the lock beside it. */
  write(environment: string): Statement[] {
    const state = `${this.arn}/${stateKey(this.#prefix, environment)}`;
    return [
      ...this.read([environment]),
      allow(["s3:PutObject"], [state]),
      allow(["s3:DeleteObject", "s3:GetObject", "s3:PutObject"], [`${state}.tflock`]),
    ];
  }
}
