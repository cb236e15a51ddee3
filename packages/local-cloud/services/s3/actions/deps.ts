// What S3's actions work with. They are synchronous: nothing happens between what a condition saw and the write.
import type { ObjectStore } from "../store/object-store.ts";
import type { EncryptionOf } from "./encryption.ts";

export type S3Deps = {
  readonly store: ObjectStore;
  readonly encryptionOf: EncryptionOf;
  /** A new version's, for a bucket that keeps old ones. */
  readonly newVersionOf: (bucket: string) => string | undefined;
};
