// What a list of statements says about one request.
import { holds, type RequestContext } from "./condition.ts";
import type { PrincipalPattern, Statement } from "./policy.ts";
import { matchesArn, matchesWildcard } from "./wildcard.ts";

/**
 * Who a statement can mean: an AWS service, a role in its account with its session, or the account itself, as which
 * is asked whether a key leaves it to IAM.
 */
export type CallerIdentity =
  | { readonly kind: "service"; readonly name: string }
  | { readonly kind: "role"; readonly arns: readonly string[]; readonly account: string }
  | { readonly kind: "account"; readonly account: string };

export type Request = {
  readonly caller: CallerIdentity;
  readonly action: string;
  readonly resource: string;
  readonly context: RequestContext;
};

/** `implicitDeny`: no statement is about the request, which is then denied unless another policy allows it. */
export type Evaluation = "allow" | "explicitDeny" | "implicitDeny";

const fitsAction =
  (action: string) =>
  (pattern: string): boolean =>
    matchesWildcard(pattern.toLowerCase(), action.toLowerCase());

const fitsResource =
  (resource: string) =>
  (pattern: string): boolean =>
    pattern === "*" || matchesArn(pattern, resource);

/**
 * A statement that names the account denies to all in it, but allows nobody by itself: the caller's own policies
 * have to. Source: IAM User Guide, "AWS JSON policy elements: Principal"
 */
const means = (pattern: PrincipalPattern, effect: Statement["effect"], caller: CallerIdentity): boolean => {
  if (pattern.kind === "everyone") return true;
  if (pattern.kind === "service") return caller.kind === "service" && caller.name === pattern.name;
  if (pattern.kind === "arn") return caller.kind === "role" && caller.arns.includes(pattern.arn);
  if (caller.kind === "service" || caller.account !== pattern.id) return false;
  return caller.kind === "account" || effect === "Deny";
};

const applies = (statement: Statement, request: Request): boolean => {
  const { effect, actions, resources, principals, conditions } = statement;
  return (
    actions.some(fitsAction(request.action)) &&
    (resources === undefined || resources.some(fitsResource(request.resource))) &&
    (principals === undefined || principals.some((pattern) => means(pattern, effect, request.caller))) &&
    conditions.every((condition) => holds(condition, request.context))
  );
};

/** A denial wins over every permission. */
export const evaluate = (statements: readonly Statement[], request: Request): Evaluation => {
  const applicable = statements.filter((statement) => applies(statement, request));
  if (applicable.some(({ effect }) => effect === "Deny")) return "explicitDeny";
  return applicable.length > 0 ? "allow" : "implicitDeny";
};
