// Answers from the trust policies of the stack's roles which AWS service may take on which role.
import type { Account } from "../core/account.ts";
import type { Log } from "../core/log.ts";
import type { Stack } from "../stack/resource-type.ts";
import { allOrProblems } from "../stack/stack-error.ts";
import type { CanAssume, Verdict } from "./authorize.ts";
import { decodePolicy } from "./decode-policy.ts";
import { explicitDeny, noPolicyAllows } from "./denial.ts";
import { evaluate } from "./evaluate.ts";
import { makeRequestContext } from "./request-context.ts";
import { IamRole } from "../resources/iam.ts";

export type CanAssumeDeps = { readonly stack: Stack; readonly account: Account; readonly log: Log };

const ACTION = "sts:AssumeRole";

/**
 * A role that is not in the stack can be assumed by nobody. A refusal is logged at ERROR.
 *
 * @throws StackError for a trust policy that is not understood
 */
export const makeCanAssume = ({ stack, account, log }: CanAssumeDeps): CanAssume => {
  const trusts = new Map(
    allOrProblems(
      stack.of(IamRole).map(({ address, attributes, config }) => () => {
        const at = `${address}: attribute assume_role_policy`;
        return [String(attributes["arn"]), decodePolicy(config.assume_role_policy, "trust", at)] as const;
      }),
    ),
  );
  return (roleArn, serviceName) => {
    const caller = { kind: "service", name: serviceName } as const;
    const context = makeRequestContext(account, caller);
    const decision = evaluate(trusts.get(roleArn) ?? [], {
      caller,
      action: ACTION,
      resource: roleArn,
      context,
    });
    if (decision === "allow") return { allowed: true };
    const refused = { user: serviceName, action: ACTION, resource: roleArn };
    const sentence = decision === "deny" ? explicitDeny : noPolicyAllows;
    const verdict: Verdict = { allowed: false, message: sentence(refused, "role trust policy") };
    log("ERROR", "iam", verdict.message, {
      role: roleArn,
      service: serviceName,
      action: ACTION,
      resource: roleArn,
    });
    return verdict;
  };
};
