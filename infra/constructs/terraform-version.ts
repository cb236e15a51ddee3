// Which Terraform may apply a stack.
import type { TerraformStack } from "cdktf";

/** The first whose S3 backend locks a state without a table: https://github.com/hashicorp/terraform/releases/tag/v1.11.0 */
export const requireTerraform = (stack: TerraformStack): void => {
  stack.addOverride("terraform.required_version", ">= 1.11.0");
};
