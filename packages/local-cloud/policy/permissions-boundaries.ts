// The policies that bound what roles may do, whatever else allows it.
import type { Log } from "../core/log.ts";
import type { Stack } from "../stack/resource-type.ts";
import { allOrProblems } from "../stack/stack-error.ts";
import { decodePolicy } from "./decode-policy.ts";
import type { Statement } from "./policy.ts";
import { IamPolicy, IamRole } from "../resources/iam.ts";

/** Statements by the ARN of the role they bound; a role that is not in it is not bounded. */
export type PermissionsBoundaries = ReadonlyMap<string, readonly Statement[]>;

/** A boundary of another stack cannot be read here: each is said at WARN, once, and bounds nothing. */
export const gatherPermissionsBoundaries = (stack: Stack, log: Log): PermissionsBoundaries => {
  const bounded = stack.of(IamRole).flatMap(({ attributes, config }) => {
    const { permissions_boundary: boundary } = config;
    return boundary === undefined ? [] : [{ roleArn: String(attributes["arn"]), boundary }];
  });
  const policies = new Map(
    stack.of(IamPolicy).map((policy) => [String(policy.attributes["arn"]), policy] as const),
  );
  for (const arn of new Set(bounded.map(({ boundary }) => boundary)))
    if (!policies.has(arn))
      log("WARN", "iam", `the permissions boundary ${arn} is not in the stack, and is not evaluated`);
  const found = allOrProblems(
    bounded.map(({ roleArn, boundary }) => () => {
      const policy = policies.get(boundary);
      if (policy === undefined) return [];
      const at = `${policy.address}: attribute policy`;
      return [[roleArn, decodePolicy(policy.config.policy, "identity", at)] as const];
    }),
  );
  return new Map(found.flat());
};
