// What S3's operations work with.
import type { Account } from "../../core/account.ts";
import type { EncryptionOf } from "./encryption.ts";
import type { S3Engine } from "./engine.ts";
import type { KeyLock } from "./key-lock.ts";

export type Deps = {
  readonly account: Account;
  readonly engine: S3Engine;
  readonly encryptionOf: EncryptionOf;
  /** By `bucket/key`. */
  readonly lock: KeyLock;
};

export type ObjectAddress = { readonly bucket: string; readonly key: string };
