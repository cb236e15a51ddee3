// One line of a permission policy, and the conditions by which environments in one account are kept apart.
import type { DataAwsIamPolicyDocumentStatement } from "@cdktf/provider-aws/lib/data-aws-iam-policy-document/index.js";

export type Statement = DataAwsIamPolicyDocumentStatement;
export type Condition = { readonly test: string; readonly variable: string; readonly values: string[] };

export const allow = (
  actions: readonly string[],
  resources: readonly string[],
  ...condition: readonly Condition[]
): Statement => ({
  actions: [...actions],
  resources: [...resources],
  ...(condition.length === 0 ? {} : { condition: [...condition] }),
});

/** What has no name of its own is told apart by the tag that the provider's `default_tags` put on it. */
export const isOf = (environment: string): Condition => ({
  test: "StringEquals",
  variable: "aws:ResourceTag/environment",
  values: [environment],
});

export const isTaggedFor = (environment: string): Condition => ({
  test: "StringEquals",
  variable: "aws:RequestTag/environment",
  values: [environment],
});

/** While it is being made a thing has no tags yet; once it has, they must be this environment's. */
export const isNotOfAnother = (environment: string): Condition => ({
  test: "StringEqualsIfExists",
  variable: "aws:ResourceTag/environment",
  values: [environment],
});
