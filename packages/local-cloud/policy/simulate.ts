// What the policies of a role say of a request, as IAM's simulator asks them: those of resources and keys are left out.
import type { Account } from "../core/account.ts";
import { toSessionArn } from "./decide.ts";
import { type Evaluation, evaluate } from "./evaluate.ts";
import type { Policies } from "./policies.ts";
import { makeRequestContext } from "./request-context.ts";

/** Undefined when the stack has no such role. */
export type Simulate = (
  roleArn: string,
  action: string,
  resource: string,
  /** Condition keys beside those that every request has. */
  context?: Readonly<Record<string, string>>,
) => Evaluation | undefined;

export const makeSimulate =
  ({ roles }: Pick<Policies, "roles">, account: Account): Simulate =>
  (roleArn, action, resource, context = {}) => {
    const role = roles.get(roleArn);
    if (role === undefined) return undefined;
    const request = {
      caller: { kind: "role", arns: [roleArn, toSessionArn(roleArn)], account: account.id },
      action,
      resource,
      context: makeRequestContext(account, { kind: "role", arn: roleArn }, context),
    } as const;
    const said = [role.identity, ...(role.boundary === undefined ? [] : [role.boundary])].map((statements) =>
      evaluate(statements, request),
    );
    return said.find((each) => each === "explicitDeny") ?? said.find((each) => each !== "allow") ?? "allow";
  };
