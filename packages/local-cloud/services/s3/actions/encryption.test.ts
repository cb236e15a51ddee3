// A bucket that is encrypted with a key of the stack, as the headers of its objects show it.
import { GetObjectCommand, HeadObjectCommand, PutObjectCommand } from "@aws-sdk/client-s3";
import { expect } from "chai";

import { KmsKey } from "../../../resources/kms.ts";
import { S3BucketServerSideEncryptionConfiguration } from "../../../resources/s3.ts";
import { anAccount } from "../../../testing/stack.ts";
import { useFiles } from "../../../testing/use-files.ts";
import { rejectionOf } from "../../../testing/rejection-of.ts";

const rule = (of: object, more: object = {}) => ({
  bucket: "files",
  rule: [{ apply_server_side_encryption_by_default: of, ...more }],
});
const withKey = { sse_algorithm: "aws:kms", kms_master_key_id: "alias/mine" };

const place = { address: "aws_kms_key.k", name: "k" };
const key = KmsKey.computed(KmsKey.config.parse({}), place, anAccount);

describe("S3 encryption with a key of the stack", () => {
  const { client, put } = useFiles({
    aws_kms_key: { k: {} },
    aws_kms_alias: { a: { name: "alias/mine", target_key_id: key["id"] } },
    aws_s3_bucket_server_side_encryption_configuration: { e: rule(withKey, { bucket_key_enabled: true }) },
  });
  const shown = {
    ServerSideEncryption: "aws:kms",
    SSEKMSKeyId: key["arn"],
    BucketKeyEnabled: true,
  };

  it("names the key in the answers to PutObject, HeadObject and GetObject", async () => {
    const of = { Bucket: "files", Key: "a" };
    expect(await put("a")).to.include(shown);
    expect(await client().send(new HeadObjectCommand(of))).to.include(shown);
    expect(await client().send(new GetObjectCommand(of))).to.include(shown);
  });

  for (const ServerSideEncryption of ["AES256", "aws:kms"] as const)
    it(`refuses an encryption other than the bucket's own: ${ServerSideEncryption}`, async () => {
      const command = new PutObjectCommand({ Bucket: "files", Key: "b", ServerSideEncryption });
      expect(await rejectionOf(client().send(command))).to.have.property("name", "NotImplemented");
    });
});

describe("S3BucketServerSideEncryptionConfiguration", () => {
  for (const [what, config] of [
    ["KMS without a key, which is the one AWS manages", rule({ sse_algorithm: "aws:kms" })],
    ["a key beside S3's own", rule({ ...withKey, sse_algorithm: "AES256" })],
    ["two layers", rule({ ...withKey, sse_algorithm: "aws:kms:dsse" })],
    ["no rule", { bucket: "files", rule: [] }],
  ] as const)
    it(`refuses ${what}`, () => {
      expect(S3BucketServerSideEncryptionConfiguration.config.safeParse(config).success).to.equal(false);
    });
});
