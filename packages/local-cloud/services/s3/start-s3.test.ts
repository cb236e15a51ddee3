import { createHash } from "node:crypto";
import { mkdtemp, rm } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import {
  GetObjectCommand,
  HeadBucketCommand,
  ListBucketsCommand,
  PutObjectCommand,
  S3Client,
} from "@aws-sdk/client-s3";
import { expect } from "chai";
import { startTestEndpoint } from "../../testing/start-test-endpoint.ts";
import { buckets, useFiles } from "../../testing/use-files.ts";
import { rejectionOf } from "../../testing/rejection-of.ts";

describe("S3 buckets of the stack", () => {
  const { client } = useFiles({
    aws_s3_bucket: { files: { bucket: "files" }, others: { bucket_prefix: "others-" } },
  });

  it("derives a bucket's suffix from its address where only a prefix is given", async () => {
    const { BucketRegion } = await client().send(new HeadBucketCommand({ Bucket: "files" }));
    expect(BucketRegion).to.equal("us-east-1");
    const suffix = createHash("sha256").update("aws_s3_bucket.others").digest("hex").slice(0, 26);
    await client().send(new HeadBucketCommand({ Bucket: `others-${suffix}` }));
  });

  it("lists the buckets", async () => {
    const { Buckets = [] } = await client().send(new ListBucketsCommand());
    expect(Buckets.map(({ Name }) => Name?.replace(/-\w{26}$/, "-…"))).to.deep.equal(["files", "others-…"]);
    const namesOf = async (input: object) =>
      ((await client().send(new ListBucketsCommand(input))).Buckets ?? []).map(({ Name }) => Name);
    expect(await namesOf({ Prefix: "fi" })).to.deep.equal(["files"]);
    expect(await namesOf({ BucketRegion: "eu-west-1" })).to.deep.equal([]);
    const { ContinuationToken } = await client().send(new ListBucketsCommand({ MaxBuckets: 1 }));
    expect((await namesOf({ ContinuationToken }))[0]).to.match(/^others-/);
    for (const input of [{ MaxBuckets: 0 }, { ContinuationToken: "x" }])
      expect(await rejectionOf(namesOf(input))).to.have.property("name", "InvalidArgument");
  });

  it("answers NoSuchBucket for a bucket that the stack does not have", async () => {
    const missing = new PutObjectCommand({ Bucket: "missing", Key: "a", Body: "x" });
    expect(await rejectionOf(client().send(missing))).to.have.property("name", "NoSuchBucket");
  });

  it("rejects a resource that configures a bucket that the stack does not have", async () => {
    const config = { bucket: "elsewhere", versioning_configuration: { status: "Enabled" } };
    const starting = startTestEndpoint({
      resources: { aws_s3_bucket_versioning: { v: config } },
    });
    expect((await rejectionOf(starting)).message).to.equal(
      "aws_s3_bucket_versioning.v: there is no bucket elsewhere in this stack",
    );
  });
});

describe("S3 objects in a data directory", () => {
  let dataDirectory: string;
  before(async () => {
    dataDirectory = await mkdtemp(join(tmpdir(), "local-cloud-"));
  });
  after(async () => {
    await rm(dataDirectory, { recursive: true });
  });

  it("keeps objects over a restart with their bytes, type, metadata and checksum", async () => {
    const address = { Bucket: "files", Key: "../key" };
    const resources = buckets("files");
    const sent = { ContentType: "text/odd; a=b", Metadata: { a: "b" }, CacheControl: "no-store" };
    const ChecksumSHA256 = "7XACtDnprIRfIjV9giusFERzD722AW0+yUMil7nsn3M=";
    const first = await startTestEndpoint({ dataDirectory, resources });
    const writer = new S3Client({ ...first.clientConfig, forcePathStyle: true });
    const { ETag } = await writer.send(
      new PutObjectCommand({ ...address, ...sent, Body: "content", ChecksumSHA256 }),
    );
    writer.destroy();
    await first.stop();

    const second = await startTestEndpoint({ dataDirectory, resources });
    const reader = new S3Client({ ...second.clientConfig, forcePathStyle: true });
    const found = await reader.send(new GetObjectCommand({ ...address, ChecksumMode: "ENABLED" }));
    expect(found).to.deep.include({ ...sent, ChecksumSHA256, ETag });
    expect(await found.Body?.transformToString()).to.equal("content");
    reader.destroy();
    await second.stop();
  });
});
