// Which program plans and applies: Terraform, or OpenTofu.
import { spawnSync } from "node:child_process";

export type TerraformBinary = {
  readonly name: string;
  /** As it says itself: `Terraform v1.11.4`, `OpenTofu v1.10.0`. */
  readonly version: string;
};

/**
 * @param named what TERRAFORM_BINARY_NAME says, which the CLI of cdktf reads, too
 * @returns undefined when that one, or with nothing named either of the two, cannot be run
 */
export const findTerraform = (named: string, env: NodeJS.ProcessEnv): TerraformBinary | undefined => {
  for (const name of named === "" ? ["terraform", "tofu"] : [named]) {
    const { status, stdout } = spawnSync(name, ["version"], { env, encoding: "utf8" });
    const [version = ""] = (stdout ?? "").split("\n");
    if (status === 0) return { name, version };
  }
  return undefined;
};
