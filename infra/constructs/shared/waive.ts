// Accepts what a scanner finds on one resource, with the reason, beside the resource.
import type { TerraformElement } from "cdktf";

/** The id of a rule: `CKV_AWS_18` and `CKV2_AWS_62` are checkov's, `AWS-0089` is trivy's. */
export type ScannerRule = `CKV_AWS_${number}` | `CKV2_AWS_${number}` | `AWS-${number}`;

/** Why one key for everything is not in every environment. */
export const keysOfAws =
  "This environment encrypts with keys that AWS owns: nobody has to pay for them, and nobody can lose them.";

/** Trivy's issue 5080: to it a resource in JSON is without blocks. `twin` is the rule of checkov that sees this one. */
export const unseenByTrivy = (block: string, twin: ScannerRule): string =>
  `Trivy sees no nested blocks in Terraform's JSON: \`${block}\` is there, and \`${twin}\` sees it.`;

/**
 * Writes the waiver into the comment of the synthesised resource. Neither scanner honours comments in JSON, so
 * `pnpm waivers` gathers them from there into the files that both read; a test keeps these in step.
 *
 * @param reason one sentence: why the rule does not help here
 */
export const waive = (resource: TerraformElement, rules: readonly ScannerRule[], reason: string): void => {
  for (const rule of rules) resource.addOverride(`//.waivers.${rule}`, reason);
};
