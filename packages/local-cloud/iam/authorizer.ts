// Checks a call against every policy of the stack that speaks of its caller or of its resource.
import type { Account } from "../account.ts";
import type { Principal } from "../aws/principals.ts";
import type { Log } from "../log.ts";
import type { Stack } from "../terraform/resource-type.ts";
import type { Authorize, Verdict } from "./authorize.ts";
import { explicitDeny, noPolicyAllows, toSessionArn } from "./denial.ts";
import { evaluate } from "./evaluate.ts";
import type { CallerIdentity, Decision } from "./evaluate.ts";
import { gatherIdentityPolicies } from "./identity-policies.ts";
import { makeRequestContext } from "./request-context.ts";
import { covers, gatherResourcePolicies } from "./resource-policies.ts";

export type AuthorizerDeps = { readonly stack: Stack; readonly account: Account; readonly log: Log };

type Caller = Exclude<Principal, { kind: "operator" }>;

const toIdentity = (caller: Caller, account: Account): CallerIdentity =>
  caller.kind === "service"
    ? caller
    : { kind: "role", arns: [caller.arn, toSessionArn(caller.arn)], account: account.id };

const userOf = (caller: Caller): string =>
  caller.kind === "service" ? caller.name : toSessionArn(caller.arn);

type Refused = { readonly user: string; readonly action: string; readonly resource: string };

/** Within one account either kind of policy is enough. Source: IAM User Guide, "Policy evaluation logic" */
const toVerdict = (ofIdentity: Decision, ofResource: Decision, refused: Refused, caller: Caller): Verdict => {
  if (ofIdentity === "deny")
    return { allowed: false, message: explicitDeny(refused, "identity-based policy") };
  if (ofResource === "deny")
    return { allowed: false, message: explicitDeny(refused, "resource-based policy") };
  if (ofIdentity === "allow" || ofResource === "allow") return { allowed: true };
  // A service has no policies of its own, so only the resource's could have allowed it.
  const missing = caller.kind === "role" ? "identity-based policy" : "resource-based policy";
  return { allowed: false, message: noPolicyAllows(refused, missing) };
};

/**
 * Operators may do everything. Every refusal is logged at ERROR with its caller, action and resource.
 *
 * @throws StackError for any policy of the stack that is not understood
 */
export const makeAuthorizer = ({ stack, account, log }: AuthorizerDeps): Authorize => {
  const identityPolicies = gatherIdentityPolicies(stack);
  const resourcePolicies = gatherResourcePolicies(stack, account);
  return (caller, action, resource, added) => {
    if (caller.kind === "operator") return { allowed: true };
    const context = makeRequestContext(account, caller, added);
    const request = { caller: toIdentity(caller, account), action, resource, context };
    const ofRole = caller.kind === "role" ? (identityPolicies.get(caller.arn) ?? []) : [];
    const ofResource = resourcePolicies.filter((policy) => covers(policy, resource));
    const verdict = toVerdict(
      evaluate(ofRole, request),
      evaluate(
        ofResource.flatMap(({ statements }) => statements),
        request,
      ),
      { user: userOf(caller), action, resource },
      caller,
    );
    if (!verdict.allowed) {
      const who = caller.kind === "role" ? { role: caller.arn } : { service: caller.name };
      log("ERROR", "iam", verdict.message, { ...who, action, resource });
    }
    return verdict;
  };
};
