import { AwsProvider } from "@cdktf/provider-aws/lib/provider/index.js";
import { S3Bucket } from "@cdktf/provider-aws/lib/s3-bucket/index.js";
import { SqsQueue } from "@cdktf/provider-aws/lib/sqs-queue/index.js";
import { expect } from "chai";
import { App, TerraformStack } from "cdktf";
import { mkdtempSync, readFileSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { applyWaivers, type Reasons, type Waivers } from "./apply-waivers.ts";

type Resources = Readonly<Record<string, Readonly<Record<string, Readonly<Record<string, unknown>>>>>>;

/** The resources of a stack with two buckets and a queue, as `pnpm synth` writes them. */
const synthesise = (waivers: readonly Waivers[]): Resources => {
  const outdir = mkdtempSync(join(tmpdir(), "waivers-"));
  try {
    const app = new App({ outdir });
    const stack = new TerraformStack(app, "a-stack");
    new AwsProvider(stack, "aws");
    for (const name of ["archive", "other"]) new S3Bucket(stack, name, { bucketPrefix: name });
    new SqsQueue(stack, "queue", { name: "queue" });
    applyWaivers(stack, waivers);
    app.synth();
    const text = readFileSync(join(outdir, "stacks/a-stack/cdk.tf.json"), "utf8");
    return (JSON.parse(text) as { readonly resource: Resources }).resource;
  } finally {
    rmSync(outdir, { recursive: true });
  }
};

const waiversIn = (resources: Resources, type: string): Readonly<Record<string, unknown>> =>
  Object.fromEntries(
    Object.entries(resources[type] ?? {}).map(([name, { "//": comment }]) => [
      name,
      (comment as { readonly waivers?: unknown }).waivers,
    ]),
  );

const unread: Reasons = { CKV_AWS_18: "Nobody reads them.", "AWS-0089": "Nobody reads them." };
const onArchive: Waivers = { "aws_s3_bucket archive": unread };

describe("applyWaivers", () => {
  it("writes every rule with its reason into the comment of the resources at the waiver's paths", () => {
    expect(waiversIn(synthesise([onArchive]), "aws_s3_bucket")).to.deep.equal({
      archive: unread,
      other: undefined,
    });
  });

  it("waives a rule without paths for every resource of its type and for no other type", () => {
    const resources = synthesise([onArchive, { aws_s3_bucket: { CKV2_AWS_62: "Nothing listens." } }]);
    expect(waiversIn(resources, "aws_s3_bucket")["other"]).to.deep.equal({ CKV2_AWS_62: "Nothing listens." });
    expect(waiversIn(resources, "aws_s3_bucket")["archive"]).to.have.all.keys(
      "CKV_AWS_18",
      "AWS-0089",
      "CKV2_AWS_62",
    );
    expect(waiversIn(resources, "aws_sqs_queue")).to.deep.equal({ queue: undefined });
  });

  it("changes nothing of a resource but its comment", () => {
    const [{ "//": _comment, ...waived } = {}] = Object.values(
      synthesise([onArchive])["aws_s3_bucket"] ?? {},
    );
    const [{ "//": _none, ...plain } = {}] = Object.values(synthesise([])["aws_s3_bucket"] ?? {});
    expect(waived).to.deep.equal(plain);
  });

  it("fails the synth for a waiver whose path or type matches no resource, and names both", () => {
    expect(() => synthesise([{ ...onArchive, "aws_s3_bucket archives": unread }])).to.throw(
      "infra/scanners/waivers.ts waives CKV_AWS_18, AWS-0089 for aws_s3_bucket archives: there is none",
    );
    expect(() => synthesise([{ aws_sns_topic: { "AWS-0095": "None." } }])).to.throw(
      "waives AWS-0095 for any aws_sns_topic: there is none",
    );
  });
});
