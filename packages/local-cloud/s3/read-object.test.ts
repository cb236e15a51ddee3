import { GetObjectCommand, HeadObjectCommand } from "@aws-sdk/client-s3";
import { expect } from "chai";
import { type Declared, failureOf } from "../aws/start-test-endpoint.ts";
import { statusOf, useFiles } from "./use-files.ts";

const encryption: Declared = {
  type: "aws_s3_bucket_server_side_encryption_configuration",
  name: "files",
  config: {
    bucket: "files",
    rule: [
      { apply_server_side_encryption_by_default: { sse_algorithm: "aws:kms", kms_master_key_id: "arn:k" } },
    ],
  },
};

describe("reading objects", () => {
  const { client, put, get } = useFiles(encryption);

  it("judges conditions on HEAD as on GET", async () => {
    const { ETag = "" } = await put("conditions");
    const address = { Bucket: "files", Key: "conditions" };
    for (const Command of [HeadObjectCommand, GetObjectCommand]) {
      const same = new Command({ ...address, IfNoneMatch: ETag });
      expect(statusOf(await failureOf(client().send(same)))).to.equal(304);
      const other = new Command({ ...address, IfMatch: '"other"' });
      expect(statusOf(await failureOf(client().send(other)))).to.equal(412);
      const later = new Command({ ...address, IfModifiedSince: new Date(Date.now() + 5000) });
      expect(statusOf(await failureOf(client().send(later)))).to.equal(304);
      const kept = new Command({ ...address, IfMatch: ETag });
      expect(statusOf(await client().send(kept))).to.equal(200);
    }
  });

  it("gives ranges of an object", async () => {
    await put("range", { Body: "0123456789" });
    const range = await client().send(
      new GetObjectCommand({ Bucket: "files", Key: "range", Range: "bytes=2-4" }),
    );
    expect(await range.Body?.transformToString()).to.equal("234");
    expect(range.ContentRange).to.equal("bytes 2-4/10");
  });

  it("reports a missing key", async () => {
    expect(await failureOf(get("missing"))).to.have.property("name", "NoSuchKey");
    const head = new HeadObjectCommand({ Bucket: "files", Key: "missing" });
    expect(await failureOf(client().send(head))).to.have.property("name", "NotFound");
  });

  it("tells the encryption of the bucket, and refuses another", async () => {
    const written = await put("encrypted");
    expect(written.ServerSideEncryption).to.equal("aws:kms");
    const head = await client().send(new HeadObjectCommand({ Bucket: "files", Key: "encrypted" }));
    expect(head.ServerSideEncryption).to.equal("aws:kms");
    expect(head.SSEKMSKeyId).to.equal("arn:k");
    await put("encrypted", { ServerSideEncryption: "aws:kms" });
    const other = await failureOf(put("encrypted", { ServerSideEncryption: "AES256" }));
    expect(other).to.have.property("name", "NotImplemented");
  });
});
