import { expect } from "chai";
import { readFileSync } from "node:fs";
import { basename, join } from "node:path";
import { everyStack } from "../policies/synth.ts";
import { scannerFiles, toCheckovBaseline, toTrivyPolicy, waivedRules } from "./scanner-files.ts";

const read = (path: string): string => readFileSync(path, "utf8");

describe("scanner waivers", () => {
  it("give a sentence as the reason of each waived rule", () => {
    const waived = waivedRules(everyStack());
    expect(waived).not.to.deep.equal([]);
    for (const { rule, reason, address } of waived)
      expect(reason, `${rule} of ${address}`).to.match(/^[A-Z].{20,}\.$/);
  });

  it("are in the files of both scanners and in docs/security.md exactly as infra/scanners/waivers.ts has them", () => {
    for (const { path, expected } of scannerFiles(waivedRules(everyStack()), read))
      expect(read(path), `${basename(path)} is out of step: run \`pnpm waivers\``).to.equal(expected);
  });

  it("of tflint, which knows no resources, have their reason in .tflint.hcl", () => {
    const file = read(join(import.meta.dirname, "../../.tflint.hcl"));
    const waived = [...file.matchAll(/^rule "(\w+)" \{\n {2}enabled = false/gm)].map(([, rule]) => rule);
    const explained = [...file.matchAll(/^# Waived: .+\n(?:# .+\n)*rule "(\w+)"/gm)].map(([, rule]) => rule);
    expect(waived).to.deep.equal(explained);
    expect(file.match(/enabled = false/g)).to.have.length(waived.length);
  });

  it("reach one resource and no other in the files of both scanners", () => {
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
