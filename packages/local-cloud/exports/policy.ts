// Entry point "./policy": evaluates the IAM and KMS policies of a loaded stack, without running it.
export type { Authorize, CanAssume, Decision } from "../policy/authorize.ts";
export { makeAuthorizer, makeCanAssume } from "../policy/authorizer.ts";
export { toCondition } from "../policy/condition.ts";
export { evaluate } from "../policy/evaluate.ts";
export { gatherPolicies, type Policies } from "../policy/policies.ts";
export type { Statement } from "../policy/policy.ts";
