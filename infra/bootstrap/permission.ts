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

/** The variable is there and has one of these values. */
export const equals = (variable: string, ...values: string[]): Condition => ({
  test: "StringEquals",
  variable,
  values,
});

/** The same, or the variable is not there: while a thing is being made it has no tags yet. */
export const equalsIfExists = (variable: string, ...values: string[]): Condition => ({
  ...equals(variable, ...values),
  test: "StringEqualsIfExists",
});

/** What has no name of its own is told apart by the tag that the provider's `default_tags` put on it. */
export const isOf = (environment: string): Condition => equals("aws:ResourceTag/environment", environment);

export const isTaggedFor = (environment: string): Condition =>
  equals("aws:RequestTag/environment", environment);

/** Once it has tags, they must be this environment's. */
export const isNotOfAnother = (environment: string): Condition =>
  equalsIfExists("aws:ResourceTag/environment", environment);
