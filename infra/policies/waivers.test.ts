import { expect } from "chai";
import { readFileSync } from "node:fs";
import { basename, join } from "node:path";
import { allWaivers, waiverFiles } from "./waiver-files.ts";
import { toCheckovBaseline, toTrivyPolicy } from "./waivers.ts";

const read = (path: string): string => readFileSync(path, "utf8");

describe("a waiver of a scanner's rule", () => {
  it("has a reason: a sentence, beside the resource", () => {
    expect(allWaivers()).not.to.deep.equal([]);
    for (const { rule, reason, address } of allWaivers())
      expect(reason, `${rule} of ${address}`).to.match(/^[A-Z].{20,}\.$/);
  });

  it("stands nowhere but where a resource declares it: the files of scanners and readers follow from the code", () => {
    for (const { path, expected } of waiverFiles(read))
      expect(read(path), `${basename(path)} is out of step: run \`pnpm waivers\``).to.equal(expected);
  });

  it("of tflint, which knows no resources, has its reason in the file", () => {
    const file = read(join(import.meta.dirname, "../../.tflint.hcl"));
    const waived = [...file.matchAll(/^rule "(\w+)" \{\n {2}enabled = false/gm)].map(([, rule]) => rule);
    const explained = [...file.matchAll(/^# Waived: .+\n(?:# .+\n)*rule "(\w+)"/gm)].map(([, rule]) => rule);
    expect(waived).to.deep.equal(explained);
    expect(file.match(/enabled = false/g)).to.have.length(waived.length);
  });

  it("reaches one resource and no other", () => {
    const waiver = { rule: "CKV_AWS_18", reason: "None.", address: "aws_s3_bucket.one", path: "one" };
    const baseline = JSON.parse(toCheckovBaseline([waiver])) as {
      readonly failed_checks: readonly unknown[];
    };
    expect(baseline.failed_checks).to.deep.equal([
      {
        file: "cdk.tf.json",
        findings: [
          { resource: "resource.one", check_ids: ["CKV_AWS_18"] },
          { resource: "aws_s3_bucket.one", check_ids: ["CKV_AWS_18"] },
        ],
      },
    ]);
    expect(toTrivyPolicy([{ ...waiver, rule: "AWS-0089" }])).to.include('"aws_s3_bucket.one": {"AWS-0089"},');
    expect(toTrivyPolicy([waiver])).not.to.include("aws_s3_bucket.one");
  });
});
