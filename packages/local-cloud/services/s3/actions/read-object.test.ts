import { GetObjectCommand, HeadObjectCommand } from "@aws-sdk/client-s3";
import { expect } from "chai";
import { startTestEndpoint } from "../../../testing/start-test-endpoint.ts";
import type { Resources } from "../../../testing/stack.ts";
import { buckets, statusOf, useFiles } from "../../../testing/use-files.ts";
import { rejectionOf } from "../../../testing/rejection-of.ts";

const withEncryption = (rule: object): Resources => ({
  aws_s3_bucket_server_side_encryption_configuration: {
    files: { bucket: "files", rule: [{ apply_server_side_encryption_by_default: rule }] },
  },
});

describe("S3 GetObject and HeadObject", () => {
  const { client, put, get } = useFiles(withEncryption({ sse_algorithm: "AES256" }));

  it("evaluates conditions on HEAD as on GET", async () => {
    const { ETag = "" } = await put("conditions");
    const address = { Bucket: "files", Key: "conditions" };
    for (const Command of [HeadObjectCommand, GetObjectCommand]) {
      const same = new Command({ ...address, IfNoneMatch: ETag });
      expect(statusOf(await rejectionOf(client().send(same)))).to.equal(304);
      const other = new Command({ ...address, IfMatch: '"other"' });
      expect(statusOf(await rejectionOf(client().send(other)))).to.equal(412);
      const later = new Command({ ...address, IfModifiedSince: new Date(Date.now() + 5000) });
      expect(statusOf(await rejectionOf(client().send(later)))).to.equal(304);
      const kept = new Command({ ...address, IfMatch: ETag });
      expect(statusOf(await client().send(kept))).to.equal(200);
    }
  });

  it("returns the range of an object that is asked for", async () => {
    await put("range", { Body: "0123456789" });
    const range = await client().send(
      new GetObjectCommand({ Bucket: "files", Key: "range", Range: "bytes=2-4" }),
    );
    expect(await range.Body?.transformToString()).to.equal("234");
    expect(range.ContentRange).to.equal("bytes 2-4/10");
    expect(range.$metadata.httpStatusCode).to.equal(206);
    for (const [Range, expected] of [
      ["bytes=7-", "789"],
      ["bytes=-2", "89"],
      ["bytes=8-99", "89"],
      ["bytes=4-2", "0123456789"],
      ["items=1-2", "0123456789"],
    ] as const) {
      const found = await client().send(new GetObjectCommand({ Bucket: "files", Key: "range", Range }));
      expect(await found.Body?.transformToString(), Range).to.equal(expected);
    }
    const outside = new GetObjectCommand({ Bucket: "files", Key: "range", Range: "bytes=10-" });
    expect(await rejectionOf(client().send(outside))).to.have.property("name", "InvalidRange");
  });

  it("answers NoSuchKey for a missing key", async () => {
    expect(await rejectionOf(get("missing"))).to.have.property("name", "NoSuchKey");
    const head = new HeadObjectCommand({ Bucket: "files", Key: "missing" });
    expect(await rejectionOf(client().send(head))).to.have.property("name", "NotFound");
  });

  it("returns the encryption of the bucket, and refuses another", async () => {
    const written = await put("encrypted");
    expect(written.ServerSideEncryption).to.equal("AES256");
    const head = await client().send(new HeadObjectCommand({ Bucket: "files", Key: "encrypted" }));
    expect(head.ServerSideEncryption).to.equal("AES256");
    await put("encrypted", { ServerSideEncryption: "AES256" });
    const other = await rejectionOf(put("encrypted", { ServerSideEncryption: "aws:kms" }));
    expect(other).to.have.property("name", "NotImplemented");
  });

  for (const rule of [
    { sse_algorithm: "aws:kms" },
    { sse_algorithm: "aws:kms:dsse" },
    { sse_algorithm: "AES256", kms_master_key_id: "arn:aws:kms:us-east-1:000000000000:key/1" },
  ]) {
    it(`refuses a stack that encrypts by ${JSON.stringify(rule)}, whose grants nobody would check`, async () => {
      const resources = { ...buckets("files"), ...withEncryption(rule) };
      expect((await rejectionOf(startTestEndpoint({ resources }))).message).to.match(
        /sse_algorithm|kms_master_key_id/,
      );
    });
  }
});
