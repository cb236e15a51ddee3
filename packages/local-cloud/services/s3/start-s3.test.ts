import {
  CreateBucketCommand,
  GetBucketLocationCommand,
  HeadBucketCommand,
  ListBucketsCommand,
  PutObjectCommand,
} from "@aws-sdk/client-s3";
import { expect } from "chai";
import { type Declared, failureOf, startTestEndpoint } from "../../testing/start-test-endpoint.ts";
import { useFiles } from "../../testing/use-files.ts";

const others: Declared = {
  type: "aws_s3_bucket",
  name: "others",
  config: { bucket_prefix: "others-", tags: { a: "b" } },
};

describe("buckets", () => {
  const { client } = useFiles(others);

  it("creates the stack's buckets, with a suffix that follows from the address", async () => {
    const { Buckets = [] } = await client().send(new ListBucketsCommand({}));
    const names = Buckets.map(({ Name = "" }) => Name).toSorted();
    expect(names[0]).to.equal("files");
    expect(names[1]).to.match(/^others-[\da-f]{26}$/);
  });

  it("says where a bucket is", async () => {
    const { LocationConstraint } = await client().send(new GetBucketLocationCommand({ Bucket: "files" }));
    expect(LocationConstraint ?? "").to.equal("");
    const { BucketRegion } = await client().send(new HeadBucketCommand({ Bucket: "files" }));
    expect(BucketRegion).to.equal("us-east-1");
  });

  it("creates a bucket in whatever region is named, and none with a configuration of its own", async () => {
    await client().send(
      new CreateBucketCommand({
        Bucket: "made-here",
        CreateBucketConfiguration: { LocationConstraint: "eu-west-3" },
      }),
    );
    await client().send(new HeadBucketCommand({ Bucket: "made-here" }));
    const typed = new CreateBucketCommand({
      Bucket: "made-not",
      CreateBucketConfiguration: { Bucket: { Type: "Directory" } },
    });
    expect(await failureOf(client().send(typed))).to.have.property("name", "NotImplemented");
  });

  it("reports a missing bucket", async () => {
    const missing = new PutObjectCommand({ Bucket: "missing", Key: "a", Body: "x" });
    expect(await failureOf(client().send(missing))).to.have.property("name", "NoSuchBucket");
  });

  it("names a configuration of a bucket that the stack does not have", async () => {
    const config = { bucket: "elsewhere", versioning_configuration: { status: "Enabled" } };
    const starting = startTestEndpoint({
      resources: [{ type: "aws_s3_bucket_versioning", name: "v", config }],
    });
    expect((await failureOf(starting)).message).to.equal(
      "aws_s3_bucket_versioning.v: there is no bucket elsewhere in this stack",
    );
  });
});
