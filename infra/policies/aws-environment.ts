// Where a stack is deployed to, as its policies refer to it: nobody knows the account before it is.
import type { StackJson } from "./synth.ts";

export type AwsEnvironment = {
  readonly account: string;
  readonly partition: string;
  readonly region: string;
};

const reference = (stack: StackJson, type: string, attribute: string): string => {
  const [label, ...others] = Object.keys(stack.data[type] ?? {});
  if (label === undefined || others.length > 0) throw new Error(`expected one ${type}`);
  return `\${data.${type}.${label}.${attribute}}`;
};

export const awsEnvironmentOf = (stack: StackJson): AwsEnvironment => ({
  account: reference(stack, "aws_caller_identity", "account_id"),
  partition: reference(stack, "aws_partition", "partition"),
  region: reference(stack, "aws_region", "region"),
});
