// What each key of the stack says about who may use it.
import type { Account } from "../core/account.ts";
import { decodePolicy } from "./decode-policy.ts";
import type { Statement } from "./policy.ts";
import type { Stack } from "../stack/resource-type.ts";
import { allOrProblems, StackError } from "../stack/stack-error.ts";
import type { FindKey } from "./find-key.ts";
import { KmsKey, KmsKeyPolicy } from "../resources/kms.ts";

export type KeyPolicy = {
  /** Where it stands. */
  readonly address: string;
  readonly keyArn: string;
  readonly statements: readonly Statement[];
};

/** Everything to the account, which leaves it to IAM. Source: KMS developer guide, "Default key policy" */
const defaultPolicy = (account: Account): string =>
  JSON.stringify({
    Statement: {
      Effect: "Allow",
      Principal: { AWS: `arn:${account.partition}:iam::${account.id}:root` },
      Action: "kms:*",
      Resource: "*",
    },
  });

type Stated = { readonly address: string; readonly keyArn: string; readonly text: string };

const statedPolicies = (stack: Stack, findKey: FindKey): readonly Stated[] => [
  ...stack.of(KmsKey).flatMap(({ address, attributes, config }) => {
    const { policy: text } = config;
    return text === undefined ? [] : [{ address, keyArn: String(attributes["arn"]), text }];
  }),
  ...stack.of(KmsKeyPolicy).map(({ address, config }) => ({
    address,
    keyArn: findKey(config.key_id, `${address}: attribute key_id`),
    text: config.policy,
  })),
];

/**
 * One policy for each key.
 *
 * @throws StackError for a policy that is not understood, belongs to no key of the stack, or is a key's second one
 */
export const gatherKeyPolicies = (
  stack: Stack,
  account: Account,
  findKey: FindKey,
): ReadonlyMap<string, KeyPolicy> => {
  const stated = Map.groupBy(statedPolicies(stack, findKey), ({ keyArn }) => keyArn);
  const toPolicy = (address: string, keyArn: string): KeyPolicy => {
    const [own, second] = stated.get(keyArn) ?? [];
    if (second !== undefined)
      throw new StackError([`${second.address}: the key ${address} has another policy already`]);
    const [at, text] = own === undefined ? [address, defaultPolicy(account)] : [own.address, own.text];
    return { address: at, keyArn, statements: decodePolicy(text, "key", `${at}: attribute policy`) };
  };
  const policies = allOrProblems(
    stack.of(KmsKey).map(
      ({ address, attributes }) =>
        () =>
          toPolicy(address, String(attributes["arn"])),
    ),
  );
  return new Map(policies.map((policy) => [policy.keyArn, policy]));
};
