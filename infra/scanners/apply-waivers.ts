// Accepts what scanners find on certain resources: writes each waiver into the comment of what it is for.
import { Aspects, TerraformResource, type TerraformStack } from "cdktf";
import type { IConstruct } from "constructs";

/** The id of a rule: `CKV_AWS_18` and `CKV2_AWS_62` are checkov's, `AWS-0089` is trivy's. */
export type ScannerRule = `CKV_AWS_${number}` | `CKV2_AWS_${number}` | `AWS-${number}`;

export type Waiver = {
  /** `aws_s3_bucket` */
  readonly type: string;
  /** Where the resources are in their stack, `archive/private/bucket`; every resource of the type when absent. */
  readonly paths?: readonly string[];
  /** By rule, one sentence: why it does not help here. */
  readonly reasons: Readonly<Partial<Record<ScannerRule, string>>>;
};

const pathInStack = (resource: IConstruct): string => resource.node.path.split("/").slice(1).join("/");

/** `aws_s3_bucket archive/private/bucket`, or `any aws_s3_bucket`: what a waiver speaks of. */
const targetsOf = ({ type, paths }: Waiver): readonly string[] =>
  paths === undefined ? [`any ${type}`] : paths.map((path) => `${type} ${path}`);

/**
 * Writes the waivers when the stack is synthesised; the synth fails when one of them is for nothing. Neither scanner
 * honours comments in JSON, so `pnpm waivers` gathers them into the files that both read; a test keeps these in step.
 */
export const applyWaivers = (stack: TerraformStack, waivers: readonly Waiver[]): void => {
  const found = new Set<string>();
  Aspects.of(stack).add({
    visit: (node) => {
      if (!(node instanceof TerraformResource)) return;
      const names = [
        `any ${node.terraformResourceType}`,
        `${node.terraformResourceType} ${pathInStack(node)}`,
      ];
      for (const name of names) found.add(name);
      for (const waiver of waivers.filter((each) => targetsOf(each).some((target) => names.includes(target))))
        for (const [rule, reason] of Object.entries(waiver.reasons))
          node.addOverride(`//.waivers.${rule}`, reason);
    },
  });
  stack.node.addValidation({
    validate: () =>
      waivers.flatMap((waiver) =>
        targetsOf(waiver)
          .filter((target) => !found.has(target))
          .map(
            (target) =>
              `infra/scanners/waivers.ts waives ${Object.keys(waiver.reasons).join(", ")} for ${target}: there is none`,
          ),
      ),
  });
};
