// The bucket that keeps the raw text of every message, valid or rejected, written once.
import type { S3Bucket } from "@cdktf/provider-aws/lib/s3-bucket/index.js";
import { Construct } from "constructs";
import type { StackConfig } from "../../config/stack-config.ts";
import type { Grant } from "../compute/service-role.ts";
import type { StackContext } from "../shared/stack-context.ts";
import { PrivateBucket } from "./private-bucket.ts";

export type MessageArchiveProps = StackConfig["archive"] & {
  /** At most 37 characters. */
  readonly namePrefix: string;
  readonly context: StackContext;
  /** Until an object is deleted; undefined for never. */
  readonly archiveDays: number | undefined;
};

export class MessageArchive extends Construct {
  readonly bucket: S3Bucket;
  readonly #encrypt: Grant["statements"];

  constructor(scope: Construct, id: string, props: MessageArchiveProps) {
    super(scope, id);
    const { key, protectData } = props.context;
    this.#encrypt = key === undefined ? [] : [key.encrypt()];
    this.bucket = new PrivateBucket(this, "private", {
      namePrefix: props.namePrefix,
      isWriteOnce: true,
      isProtected: protectData,
      key,
      lifecycle: [
        {
          id: "archive-tiers",
          // Below 128 KiB a transition would cost more than it saves; S3 leaves such objects where they are.
          transition: [
            { days: props.infrequentAccessAfterDays, storageClass: "STANDARD_IA" },
            { days: props.coldAfterDays, storageClass: "GLACIER_IR" },
          ],
        },
        {
          // Nothing in the system replaces or deletes an object; if a person does, it can be had back.
          id: "old-versions",
          noncurrentVersionExpiration: [{ noncurrentDays: props.oldVersionDays }],
          expiration: [{ expiredObjectDeleteMarker: true }],
        },
        // Leaves a version, which goes as every replaced one does.
        ...(props.archiveDays === undefined
          ? []
          : [{ id: "retention", expiration: [{ days: props.archiveDays }] }]),
        { id: "incomplete-uploads", abortIncompleteMultipartUpload: [{ daysAfterInitiation: 7 }] },
      ],
    }).bucket;
  }

  /** To write an object once and to compare what stands there already (HeadObject needs s3:GetObject). */
  writeOnce(): Grant {
    return {
      environment: { MESSAGES_BUCKET: this.bucket.id },
      statements: [
        { actions: ["s3:PutObject", "s3:GetObject"], resources: [`${this.bucket.arn}/*`] },
        ...this.#encrypt,
      ],
    };
  }
}
