// Finds the resource that a policy says it belongs to.
import type { Resource } from "../stack/resource-type.ts";
import { StackError } from "../stack/stack-error.ts";

/** What the policy's own resource says: `queue_url` of `aws_sqs_queue_policy.work` is `http://…`. */
export type Owner = { readonly address: string; readonly attribute: string; readonly value: string };

/**
 * The ARN of the resource one of whose attributes `keys` has the owner's value.
 *
 * @throws StackError when the stack has no such resource
 */
export const arnOfOwner = (
  resources: readonly Resource<unknown>[],
  keys: readonly string[],
  owner: Owner,
): string => {
  const found = resources.find(({ attributes }) => keys.some((key) => attributes[key] === owner.value));
  if (found === undefined)
    throw new StackError([`${owner.address}: attribute ${owner.attribute}: the stack has no ${owner.value}`]);
  return String(found.attributes["arn"]);
};
