// A permission together with the environment variable that makes it usable: one call hands out both.
import type { DataAwsIamPolicyDocumentStatement } from "@cdktf/provider-aws/lib/data-aws-iam-policy-document/index.js";

export type Grant = {
  readonly environment: Readonly<Record<string, string>>;
  readonly statements: readonly DataAwsIamPolicyDocumentStatement[];
};
