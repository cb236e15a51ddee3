// The policies of functions, which a stack writes permission by permission.
import { LambdaFunction, LambdaPermission } from "../resources/lambda.ts";
import type { PermissionConfig } from "../resources/lambda.ts";
import type { Resource, Stack } from "../stack/resource-type.ts";
import { allOrProblems } from "../stack/stack-error.ts";
import { arnOfOwner } from "./arn-of-owner.ts";
import { decodePolicy } from "./decode-policy.ts";
import type { ResourcePolicy } from "./policy.ts";

const toPrincipal = (principal: string): unknown => {
  if (principal === "*") return "*";
  return /^(\d{12}|arn:.*)$/.test(principal) ? { AWS: principal } : { Service: principal };
};

const toCondition = ({ source_arn, source_account }: PermissionConfig) => ({
  ...(source_arn === undefined ? {} : { ArnLike: { "aws:SourceArn": source_arn } }),
  ...(source_account === undefined ? {} : { StringEquals: { "aws:SourceAccount": source_account } }),
});

/** Each permission is one statement. Source: Lambda API reference, AddPermission */
const toPolicy = (stack: Stack, { address, config }: Resource<PermissionConfig>): ResourcePolicy => {
  const owner = { address, attribute: "function_name", value: config.function_name };
  const arn = arnOfOwner(stack.of(LambdaFunction), ["function_name", "arn"], owner);
  const statement = {
    Effect: "Allow",
    Principal: toPrincipal(config.principal),
    Action: config.action,
    Resource: arn,
    Condition: toCondition(config),
  };
  return { arn, statements: decodePolicy(JSON.stringify({ Statement: statement }), "resource", address) };
};

/** @throws StackError for a permission that is not understood or whose function is not in the stack */
export const functionPolicies = (stack: Stack): readonly ResourcePolicy[] =>
  allOrProblems(stack.of(LambdaPermission).map((permission) => () => toPolicy(stack, permission)));
