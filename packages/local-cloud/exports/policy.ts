// Entry point "./policy": evaluates the IAM and KMS policies of a loaded stack, without running it.
export type { Authorize, CanAssume } from "../policy/authorize.ts";
export { makeAuthorizer } from "../policy/authorizer.ts";
export { makeCanAssume } from "../policy/can-assume.ts";
export { evaluate } from "../policy/evaluate.ts";
export { gatherIdentityPolicies, type IdentityPolicies } from "../policy/identity-policies.ts";
export { gatherPermissionsBoundaries, type PermissionsBoundaries } from "../policy/permissions-boundaries.ts";
export type { Statement } from "../policy/policy.ts";
