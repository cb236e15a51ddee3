// One line of a permission policy, and the conditions by which environments in one account are kept apart.
import { equals, type Condition, type Statement } from "../constructs/shared/policy-document.ts";

/** Takes names with blanks between them. */
export const actions = ([text = ""]: TemplateStringsArray): readonly string[] => text.trim().split(/\s+/);

export const allow = (
  allowed: readonly string[],
  resources: readonly string[],
  ...condition: readonly Condition[]
): Statement => ({
  actions: [...allowed],
  resources: [...resources],
  ...(condition.length === 0 ? {} : { condition: [...condition] }),
});

/** The variable has one of these values, or the variable is not there: while a thing is being made it has no tags yet. */
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
