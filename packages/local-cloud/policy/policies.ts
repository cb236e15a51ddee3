// Every policy of a stack, with the resources that its keys encrypt.
import type { Account } from "../core/account.ts";
import type { Log } from "../core/log.ts";
import type { Stack } from "../stack/resource-type.ts";
import { type EncryptedResource, gatherEncryptedResources } from "./encrypted-resources.ts";
import { makeFindKey } from "./find-resource.ts";
import { type ResourcePolicy, gatherResourcePolicies } from "./resource-policies.ts";
import { type RolePolicies, gatherRolePolicies } from "./role-policies.ts";

export type Policies = {
  /** By the role's ARN. */
  readonly roles: ReadonlyMap<string, RolePolicies>;
  /** Of queues, buckets, topics, functions and keys. */
  readonly resources: readonly ResourcePolicy[];
  readonly encrypted: readonly EncryptedResource[];
};

/** @throws StackError for what is not understood, and for what speaks of things that the stack does not have */
export const gatherPolicies = (stack: Stack, account: Account, log: Log): Policies => {
  const findKey = makeFindKey(stack);
  return {
    roles: gatherRolePolicies(stack, log),
    resources: gatherResourcePolicies(stack, account, findKey),
    encrypted: gatherEncryptedResources(stack, account, findKey),
  };
};
