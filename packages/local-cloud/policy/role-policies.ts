// What the policies of the stack's roles say, from every place where a stack can write one.
import type { Log } from "../core/log.ts";
import { IamPolicy, IamRole, IamRolePolicy, IamRolePolicyAttachment } from "../resources/iam.ts";
import type { Stack } from "../stack/resource-type.ts";
import { allOrProblems, StackError } from "../stack/stack-error.ts";
import { decodePolicy } from "./decode-policy.ts";
import type { Statement } from "./policy.ts";

export type RolePolicies = {
  /** What the role may do. */
  readonly identity: readonly Statement[];
  /** What it may do at most; undefined where nothing bounds it. */
  readonly boundary: readonly Statement[] | undefined;
  /** Who may assume it. */
  readonly trust: readonly Statement[];
};

/** Statements of the stack's managed policies by ARN, whether a role has them or not. */
const managedPolicies = (stack: Stack): ReadonlyMap<string, readonly Statement[]> =>
  new Map(
    allOrProblems(
      stack.of(IamPolicy).map(({ address, attributes, config }) => () => {
        const statements = decodePolicy(config.policy, "identity", `${address}: attribute policy`);
        return [String(attributes["arn"]), statements] as const;
      }),
    ),
  );

/** A boundary of another stack cannot be read here: each is logged once at WARN, and bounds nothing. */
const reportForeignBoundaries = (stack: Stack, managed: ReadonlyMap<string, unknown>, log: Log): void => {
  const boundaries = stack.of(IamRole).flatMap(({ config }) => config.permissions_boundary ?? []);
  for (const arn of new Set(boundaries))
    if (!managed.has(arn))
      log("WARN", "iam", `the permissions boundary ${arn} is not in the stack, and is not evaluated`);
};

/**
 * By the ARN of the role.
 *
 * @throws StackError for a policy that is not understood, and for one whose role or text is not in the stack
 */
export const gatherRolePolicies = (stack: Stack, log: Log): ReadonlyMap<string, RolePolicies> => {
  const managed = managedPolicies(stack);
  reportForeignBoundaries(stack, managed, log);
  const roles = stack.of(IamRole);
  const textOf = (arn: string, at: string): readonly Statement[] => {
    const found = managed.get(arn);
    if (found === undefined)
      throw new StackError([`${at}: the stack has no policy ${arn}, whose text is needed`]);
    return found;
  };
  const attach = (role: string, address: string, statements: readonly Statement[]) => {
    if (!roles.some(({ attributes }) => attributes["name"] === role))
      throw new StackError([`${address}: attribute role: the stack has no role ${role}`]);
    return { role, statements };
  };
  const attached = allOrProblems([
    ...stack.of(IamRolePolicy).map(({ address, config }) => () => {
      const statements = decodePolicy(config.policy, "identity", `${address}: attribute policy`);
      return attach(config.role, address, statements);
    }),
    ...stack.of(IamRolePolicyAttachment).map(({ address, config }) => () => {
      const statements = textOf(config.policy_arn, `${address}: attribute policy_arn`);
      return attach(config.role, address, statements);
    }),
  ]);
  const policiesOf = roles.map(({ address, attributes, config }) => (): readonly [string, RolePolicies] => {
    const at = `${address}: attribute`;
    const identity = [
      ...config.inline_policy.flatMap(({ policy }, index) =>
        decodePolicy(policy, "identity", `${at} inline_policy[${index}].policy`),
      ),
      ...config.managed_policy_arns.flatMap((arn) => textOf(arn, `${at} managed_policy_arns`)),
      ...attached.filter(({ role }) => role === attributes["name"]).flatMap(({ statements }) => statements),
    ];
    const boundary = managed.get(config.permissions_boundary ?? "");
    const trust = decodePolicy(config.assume_role_policy, "trust", `${at} assume_role_policy`);
    return [String(attributes["arn"]), { identity, boundary, trust }];
  });
  return new Map(allOrProblems(policiesOf));
};
