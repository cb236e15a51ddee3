import { S3Bucket } from "@cdktf/provider-aws/lib/s3-bucket/index.js";
import { expect } from "chai";
import { TerraformStack, Testing } from "cdktf";
import { waive } from "./waive.ts";

describe("waive", () => {
  const synthesise = (change: (bucket: S3Bucket) => void): Record<string, unknown> => {
    const stack = new TerraformStack(Testing.app(), "a-stack");
    const bucket = new S3Bucket(stack, "bucket", { bucketPrefix: "a-" });
    change(bucket);
    const { resource } = bucket.toTerraform() as {
      resource: { aws_s3_bucket: { bucket: Record<string, unknown> } };
    };
    return resource.aws_s3_bucket.bucket;
  };

  it("writes every rule with its reason into the resource's comment, whatever was waived before", () => {
    const bucket = synthesise((resource) => {
      waive(resource, ["CKV_AWS_18", "AWS-0089"], "Nobody reads them.");
      waive(resource, ["CKV2_AWS_62"], "Nothing listens.");
    });
    expect(bucket["//"]).to.have.property("waivers").that.deep.equals({
      CKV_AWS_18: "Nobody reads them.",
      "AWS-0089": "Nobody reads them.",
      CKV2_AWS_62: "Nothing listens.",
    });
  });

  it("changes nothing of what is deployed", () => {
    const { "//": _comment, ...waived } = synthesise((resource) => waive(resource, ["CKV_AWS_18"], "No."));
    const { "//": _none, ...plain } = synthesise(() => undefined);
    expect(waived).to.deep.equal(plain);
  });
});
