// One line of a permission policy, and the conditions by which environments in one account are kept apart.
import { equals, type Condition, type Statement } from "../constructs/shared/policy-document.ts";
import type { DeployTarget } from "./deploy-target.ts";

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

export const deny = (sid: string, denied: readonly string[], resources: readonly string[]): Statement => ({
  ...allow(denied, resources),
  sid,
  effect: "Deny",
});

/** The variable has one of these values, or the variable is not there: while a thing is being made it has no tags yet. */
export const equalsIfExists = (variable: string, ...values: string[]): Condition => ({
  ...equals(variable, ...values),
  test: "StringEqualsIfExists",
});

type Tags = Pick<DeployTarget, "project" | "environment">;

const byTags =
  (kind: "ResourceTag" | "RequestTag", compare: typeof equals) =>
  ({ project, environment }: Tags): readonly Condition[] => [
    compare(`aws:${kind}/project`, project),
    compare(`aws:${kind}/environment`, environment),
  ];

/** What has no name of its own is told apart by the tags that the provider's `default_tags` put on it. */
export const isOf = byTags("ResourceTag", equals);

export const isTaggedFor = byTags("RequestTag", equals);

/** Once it has tags, they must be this environment's. */
export const isNotOfAnother = byTags("ResourceTag", equalsIfExists);
