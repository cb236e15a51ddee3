// The provider that talks to AWS, in the version that today's AWS needs: newer than the one of the bindings' types.
import { AwsProvider } from "@cdktf/provider-aws/lib/provider/index.js";
import type { TerraformStack } from "cdktf";

// The bindings end at 6.25.0, of which no plan on AWS is ever empty: it takes back what S3 blocks for each new bucket,
// and what DynamoDB warmed up. `pnpm provider-arguments` follows each change of it.
// renovate: datasource=terraform-provider depName=hashicorp/aws
export const awsProviderVersion = "6.66.0";

/** Its tags are those of every resource. */
export const addAwsProvider = (stack: TerraformStack, tags: Readonly<Record<string, string>>): void => {
  new AwsProvider(stack, "aws", { defaultTags: [{ tags: { ...tags, managed_by: "terraform" } }] });
  stack.addOverride("terraform.required_providers.aws.version", awsProviderVersion);
};
