// Finds the resource of the stack that another one names: by any of the names that AWS takes for it.
import { KmsAlias, KmsKey } from "../resources/kms.ts";
import type { Resource, Stack } from "../stack/resource-type.ts";
import { StackError } from "../stack/stack-error.ts";

/**
 * The ARN of the resource one of whose attributes `keys` has this value.
 *
 * @param at who names it: `aws_sqs_queue_policy.jobs: attribute queue_url`
 * @param arn which of its attributes says so
 * @throws StackError when the stack has no such resource
 */
export const findOwner = (
  resources: readonly Resource<unknown>[],
  keys: readonly string[],
  value: string,
  at: string,
  arn = "arn",
): string => {
  const found = resources.find(({ attributes }) => keys.some((key) => attributes[key] === value));
  if (found === undefined) throw new StackError([`${at}: the stack has no ${value}`]);
  return String(found.attributes[arn]);
};

/**
 * The ARN of the key with this id, ARN, alias or ARN of an alias.
 *
 * @param at who names it: `aws_sqs_queue.jobs: attribute kms_master_key_id`
 * @throws StackError when the stack has no such key
 */
export type FindKey = (name: string, at: string) => string;

export const makeFindKey = (stack: Stack): FindKey => {
  const arns = new Map(
    stack.of(KmsKey).flatMap(({ attributes }) => {
      const arn = String(attributes["arn"]);
      return [
        [arn, arn],
        [String(attributes["id"]), arn],
      ];
    }),
  );
  const find: FindKey = (name, at) => {
    const arn = arns.get(name);
    if (arn !== undefined) return arn;
    const managed = name.includes("alias/aws/") ? " (keys that AWS manages are not supported)" : "";
    throw new StackError([`${at}: the stack has no key ${name}${managed}`]);
  };
  for (const { address, attributes, config } of stack.of(KmsAlias)) {
    const arn = find(config.target_key_id, `${address}: attribute target_key_id`);
    for (const name of [config.name, String(attributes["arn"])]) {
      if (arns.has(name)) throw new StackError([`${address}: the stack has another alias ${name}`]);
      arns.set(name, arn);
    }
  }
  return find;
};
