// Checks a call against every policy of the stack that is about its caller, its resource or the resource's key.
import type { Account } from "../core/account.ts";
import type { Log } from "../core/log.ts";
import type { Principal } from "../core/principals.ts";
import type { Authorize, CanAssume, Decision } from "./authorize.ts";
import { decide, decideBy, toSessionArn } from "./decide.ts";
import { type CallerIdentity, evaluate } from "./evaluate.ts";
import { keyUsesOf } from "./key-uses.ts";
import type { Policies } from "./policies.ts";
import { makeRequestContext, toKmsContext } from "./request-context.ts";
import { isKeyArn, type ResourcePolicy } from "./resource-policies.ts";

type AuthorizerDeps = { readonly policies: Policies; readonly account: Account; readonly log: Log };

type Caller = Exclude<Principal, { kind: "operator" }>;

type Call = {
  readonly caller: Caller;
  readonly action: string;
  readonly resource: string;
  readonly added: Readonly<Record<string, string>>;
};

const toIdentity = (caller: Caller, account: Account): CallerIdentity =>
  caller.kind === "service"
    ? caller
    : { kind: "role", arns: [caller.arn, toSessionArn(caller.arn)], account: account.id };

/** Objects of a bucket, versions of a function, subscriptions of a topic belong to the policy of the whole. */
const covers = ({ arn }: ResourcePolicy, resource: string): boolean =>
  resource === arn || resource.startsWith(`${arn}/`) || resource.startsWith(`${arn}:`);

/** Every denial is logged at ERROR: an operator who sees a 403 must find out whose policy lacks what. */
const logged = (decision: Decision, fields: Readonly<Record<string, string>>, log: Log): Decision => {
  if (!decision.allowed) log("ERROR", "iam", decision.message, fields);
  return decision;
};

/** Operators may do everything. */
export const makeAuthorizer = ({ policies, account, log }: AuthorizerDeps): Authorize => {
  const decideCall = (call: Call): Decision => {
    const { caller, action, resource, added } = call;
    const context = makeRequestContext(account, caller, added);
    const request = { caller: toIdentity(caller, account), action, resource, context };
    const statements = policies.resources
      .filter((policy) => covers(policy, resource))
      .flatMap((policy) => policy.statements);
    const role = caller.kind === "role" ? policies.roles.get(caller.arn) : undefined;
    const isLeftToIdentity = (): boolean => {
      const asAccount = { ...request, caller: { kind: "account", account: account.id } } as const;
      return !isKeyArn(resource) || evaluate(statements, asAccount) === "allow";
    };
    const evaluations = {
      identity: evaluate(role?.identity ?? [], request),
      boundary: role?.boundary === undefined ? undefined : evaluate(role.boundary, request),
      resource: evaluate(statements, request),
      leftToIdentity: caller.kind === "role" && isLeftToIdentity(),
    };
    const user = caller.kind === "service" ? caller.name : toSessionArn(caller.arn);
    const who = caller.kind === "role" ? { role: caller.arn } : { service: caller.name };
    return logged(decide(evaluations, { user, action, resource }), { ...who, action, resource }, log);
  };

  const decideKeys = (call: Call): Decision => {
    const { caller, action, resource, added } = call;
    for (const use of keyUsesOf(policies.encrypted, action, resource)) {
      const { keyArn, service, contextOf } = use.resource;
      const context = toKmsContext(caller, service, contextOf(resource), account);
      const ofKey = { caller, action: use.action, resource: keyArn, added: { ...added, ...context } };
      const decision = decideCall(ofKey);
      if (!decision.allowed) return { ...decision, ofKey: true };
    }
    return { allowed: true };
  };

  return (caller, action, resource, added = {}) => {
    if (caller.kind === "operator") return { allowed: true };
    const call = { caller, action, resource, added };
    const decision = decideCall(call);
    return decision.allowed ? decideKeys(call) : decision;
  };
};

/** A role that is not in the stack can be assumed by nobody. */
export const makeCanAssume =
  ({ policies, account, log }: AuthorizerDeps): CanAssume =>
  (roleArn, serviceName) => {
    const caller = { kind: "service", name: serviceName } as const;
    const assumption = { action: "sts:AssumeRole", resource: roleArn };
    const context = makeRequestContext(account, caller);
    const evaluation = evaluate(policies.roles.get(roleArn)?.trust ?? [], { ...assumption, caller, context });
    const decision = decideBy("role trust policy", evaluation, { ...assumption, user: serviceName });
    return logged(decision, { role: roleArn, service: serviceName, ...assumption }, log);
  };
