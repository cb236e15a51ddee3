// The stack's keys as the authorizer sees them: what an action needs of which key, and what the key says to it.
import type { Account } from "../core/account.ts";
import type { Statement } from "./policy.ts";
import type { Stack } from "../stack/resource-type.ts";
import { checkKeys } from "../checks/check-keys.ts";
import { gatherEncryptedResources } from "./encrypted-resources.ts";
import { makeFindKey } from "./find-key.ts";
import { gatherKeyPolicies } from "./key-policies.ts";
import { type KeyUse, keyUsesOf } from "./key-uses.ts";

export type Keys = {
  /** The permissions on keys that the action needs; none where nothing is encrypted with a key of the stack. */
  readonly usesOf: (action: string, resource: string) => readonly KeyUse[];
  readonly policyOf: (keyArn: string) => readonly Statement[];
};

/** @throws StackError for keys and key policies that AWS would refuse, and for those that are not understood */
export const makeKeys = (stack: Stack, account: Account): Keys => {
  const findKey = makeFindKey(stack);
  const policies = gatherKeyPolicies(stack, account, findKey);
  const resources = gatherEncryptedResources(stack, account, findKey);
  checkKeys(policies, resources, account);
  return {
    usesOf: (action, resource) => keyUsesOf(resources, action, resource),
    policyOf: (keyArn) => policies.get(keyArn)?.statements ?? [],
  };
};
