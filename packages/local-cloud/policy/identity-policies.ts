// What each role of the stack may do, from every place where a stack can say so.
import type { Resource, Stack } from "../stack/resource-type.ts";
import { allOrProblems, StackError } from "../stack/stack-error.ts";
import { decodePolicy } from "./decode-policy.ts";
import type { Statement } from "./policy.ts";
import { IamPolicy, IamRole, IamRolePolicy, IamRolePolicyAttachment } from "../resources/iam.ts";
import type { RoleConfig } from "../resources/iam.ts";

/** Statements by the ARN of their role; a role without any has an empty list. */
export type IdentityPolicies = ReadonlyMap<string, readonly Statement[]>;

type Grant = { readonly roleArn: string; readonly statements: readonly Statement[] };

const arnOfRole = (stack: Stack, name: string, at: string): string => {
  const role = stack.of(IamRole).find(({ attributes }) => attributes["name"] === name);
  if (role === undefined) throw new StackError([`${at}: attribute role: the stack has no role ${name}`]);
  return String(role.attributes["arn"]);
};

const policyOfArn = (stack: Stack, arn: string, at: string): string => {
  const own = stack.of(IamPolicy).find(({ attributes }) => attributes["arn"] === arn);
  if (own === undefined)
    throw new StackError([`${at}: the stack has no policy ${arn}, whose text is needed`]);
  return own.config.policy;
};

const managed = (stack: Stack, arn: string, address: string, attribute: string): readonly Statement[] =>
  decodePolicy(
    policyOfArn(stack, arn, `${address}: attribute ${attribute}`),
    "identity",
    `${address}: ${arn}`,
  );

const ofRole = (stack: Stack, { address, attributes, config }: Resource<RoleConfig>): Grant => ({
  roleArn: String(attributes["arn"]),
  statements: [
    ...config.inline_policy.flatMap(({ policy }, index) =>
      decodePolicy(policy, "identity", `${address}: attribute inline_policy[${index}].policy`),
    ),
    ...config.managed_policy_arns.flatMap((arn) => managed(stack, arn, address, "managed_policy_arns")),
  ],
});

/** @throws StackError for a policy that is not understood, whether it is attached to a role or not */
export const gatherIdentityPolicies = (stack: Stack): IdentityPolicies => {
  const unattached = stack.of(IamPolicy).map(({ address, config }) => (): readonly Grant[] => {
    decodePolicy(config.policy, "identity", `${address}: attribute policy`);
    return [];
  });
  const ofRoles = stack.of(IamRole).map((role) => () => [ofRole(stack, role)]);
  const inline = stack.of(IamRolePolicy).map(({ address, config }) => () => [
    {
      roleArn: arnOfRole(stack, config.role, address),
      statements: decodePolicy(config.policy, "identity", `${address}: attribute policy`),
    },
  ]);
  const attached = stack.of(IamRolePolicyAttachment).map(({ address, config }) => () => [
    {
      roleArn: arnOfRole(stack, config.role, address),
      statements: managed(stack, config.policy_arn, address, "policy_arn"),
    },
  ]);
  const grants = allOrProblems([...unattached, ...ofRoles, ...inline, ...attached]).flat();
  const byRole = Map.groupBy(grants, ({ roleArn }) => roleArn);
  return new Map([...byRole].map(([arn, list]) => [arn, list.flatMap(({ statements }) => statements)]));
};
