// Accepts what scanners find on certain resources: writes each waiver into the comment of what it is for.
import { Aspects, TerraformResource, type TerraformStack } from "cdktf";

/** The id of a rule: `CKV_AWS_18` and `CKV2_AWS_62` are checkov's, `AWS-0089` is trivy's. */
export type ScannerRule = `CKV_AWS_${number}` | `CKV2_AWS_${number}` | `AWS-${number}`;

/** By rule, one sentence: why it does not help here. */
export type Reasons = Readonly<Partial<Record<ScannerRule, string>>>;

/** By type (`aws_s3_bucket`), or type and path in the stack (`aws_s3_bucket archive/private/bucket`). */
export type Waivers = Readonly<Record<string, Reasons>>;

/**
 * Writes the waivers when the stack is synthesised; the synth fails when one of them is for nothing. Neither scanner
 * honours comments in JSON, so `pnpm waivers` gathers them into the files that both read; a test keeps these in step.
 */
export const applyWaivers = (stack: TerraformStack, waivers: readonly Waivers[]): void => {
  const all = waivers.flatMap((each) => Object.entries(each));
  const found = new Set<string>();
  Aspects.of(stack).add({
    visit: (node) => {
      if (!(node instanceof TerraformResource)) return;
      const type = node.terraformResourceType;
      const targets = [type, `${type} ${node.node.path.split("/").slice(1).join("/")}`];
      for (const target of targets) found.add(target);
      for (const [, reasons] of all.filter(([target]) => targets.includes(target)))
        for (const [rule, reason] of Object.entries(reasons)) node.addOverride(`//.waivers.${rule}`, reason);
    },
  });
  stack.node.addValidation({
    validate: () =>
      all
        .filter(([target]) => !found.has(target))
        .map(([target, reasons]) => {
          const resources = target.includes(" ") ? target : `any ${target}`;
          return `infra/scanners/waivers.ts waives ${Object.keys(reasons).join(", ")} for ${resources}: there is none`;
        }),
  });
};
