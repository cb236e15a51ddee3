// Checks a call against every policy of the stack that speaks of its caller, of its resource or of the resource's key.
import type { Account } from "../core/account.ts";
import type { Principal } from "../core/principals.ts";
import { toKmsContext } from "./condition-keys.ts";
import { makeKeys } from "./keys.ts";
import type { Log } from "../core/log.ts";
import type { Stack } from "../stack/resource-type.ts";
import type { Authorize, Verdict } from "./authorize.ts";
import { toSessionArn } from "./denial.ts";
import { evaluate } from "./evaluate.ts";
import type { CallerIdentity } from "./evaluate.ts";
import { gatherIdentityPolicies } from "./identity-policies.ts";
import { gatherPermissionsBoundaries } from "./permissions-boundaries.ts";
import type { Statement } from "./policy.ts";
import { makeRequestContext } from "./request-context.ts";
import { covers, gatherResourcePolicies } from "./resource-policies.ts";
import { toVerdict } from "./verdict.ts";

export type AuthorizerDeps = { readonly stack: Stack; readonly account: Account; readonly log: Log };

type Caller = Exclude<Principal, { kind: "operator" }>;

const toIdentity = (caller: Caller, account: Account): CallerIdentity =>
  caller.kind === "service"
    ? caller
    : { kind: "role", arns: [caller.arn, toSessionArn(caller.arn)], account: account.id };

const userOf = (caller: Caller): string =>
  caller.kind === "service" ? caller.name : toSessionArn(caller.arn);

type Question = {
  readonly caller: Caller;
  readonly action: string;
  readonly resource: string;
  readonly added: Readonly<Record<string, string>>;
  /** What the resource's own policy says. */
  readonly statements: readonly Statement[];
  readonly isKey: boolean;
};

type Judge = (question: Question) => Verdict;

const makeJudge = ({ stack, account, log }: AuthorizerDeps): Judge => {
  const identityPolicies = gatherIdentityPolicies(stack);
  const boundaries = gatherPermissionsBoundaries(stack, log);
  return ({ caller, action, resource, added, statements, isKey }) => {
    const context = makeRequestContext(account, caller, added);
    const request = { caller: toIdentity(caller, account), action, resource, context };
    const isRole = caller.kind === "role";
    const boundary = isRole ? boundaries.get(caller.arn) : undefined;
    const asAccount = { ...request, caller: { kind: "account", account: account.id } } as const;
    const decisions = {
      identity: evaluate(isRole ? (identityPolicies.get(caller.arn) ?? []) : [], request),
      boundary: boundary === undefined ? undefined : evaluate(boundary, request),
      resource: evaluate(statements, request),
      leftToIdentity: isRole && (!isKey || evaluate(statements, asAccount) === "allow"),
    };
    const verdict = toVerdict(decisions, { user: userOf(caller), action, resource });
    if (!verdict.allowed) {
      const who = isRole ? { role: caller.arn } : { service: caller.name };
      log("ERROR", "iam", verdict.message, { ...who, action, resource });
    }
    return verdict;
  };
};

/**
 * Operators may do everything. Every refusal is logged at ERROR with its caller, action and resource.
 *
 * @throws StackError for any policy of the stack that is not understood, and for keys that AWS would refuse
 */
export const makeAuthorizer = (deps: AuthorizerDeps): Authorize => {
  const { stack, account } = deps;
  const judge = makeJudge(deps);
  const resourcePolicies = gatherResourcePolicies(stack, account);
  const keys = makeKeys(stack, account);

  const judgeKeys = (caller: Caller, action: string, resource: string, added: Question["added"]): Verdict => {
    for (const use of keys.usesOf(action, resource)) {
      const { keyArn, service, contextOf } = use.resource;
      const context = toKmsContext(caller, service, contextOf(use.part), account);
      const verdict = judge({
        caller,
        action: use.action,
        resource: keyArn,
        added: { ...added, ...context },
        statements: keys.policyOf(keyArn),
        isKey: true,
      });
      if (!verdict.allowed) return { ...verdict, ofKey: true };
    }
    return { allowed: true };
  };

  return (caller, action, resource, added = {}) => {
    if (caller.kind === "operator") return { allowed: true };
    const statements = resourcePolicies
      .filter((policy) => covers(policy, resource))
      .flatMap((policy) => policy.statements);
    const verdict = judge({ caller, action, resource, added, statements, isKey: false });
    return verdict.allowed ? judgeKeys(caller, action, resource, added) : verdict;
  };
};
