// Combines what each kind of policy says into one decision, worded as AWS words it.
// Sources: IAM User Guide, "Policy evaluation logic" and "Troubleshoot access denied error messages"
import type { Decision } from "./authorize.ts";
import type { Evaluation } from "./evaluate.ts";

type Evaluations = {
  /** `implicitDeny` for a service, which has no policies of its own. */
  readonly identity: Evaluation;
  /** Undefined where the caller has no permissions boundary. */
  readonly boundary: Evaluation | undefined;
  readonly resource: Evaluation;
  /**
   * Whether the caller's own policies alone would do. Within one account they do for every resource but a KMS key,
   * whose policy must leave it to them. Source: KMS developer guide, "Key policies"
   */
  readonly leftToIdentity: boolean;
};

export type Request = { readonly user: string; readonly action: string; readonly resource: string };

type PolicyType =
  "identity-based policy" | "resource-based policy" | "permissions boundary" | "role trust policy";

const articles: Readonly<Record<PolicyType, string>> = {
  "identity-based policy": "an",
  "resource-based policy": "a",
  "permissions boundary": "a",
  "role trust policy": "the",
};

/** Who a role's caller is to AWS: a session of the role, which the local cloud calls `local`. */
export const toSessionArn = (roleArn: string): string => {
  const [, partition = "aws", , , account = "", resource = ""] = roleArn.split(":");
  return `arn:${partition}:sts::${account}:assumed-role/${resource.slice(resource.lastIndexOf("/") + 1)}/local`;
};

const deny = ({ user, action, resource }: Request, reason: string): Decision => ({
  allowed: false,
  message: `User: ${user} is not authorized to perform: ${action} on resource: ${resource} ${reason}`,
});

const explicitDeny = (request: Request, type: PolicyType): Decision =>
  deny(request, `with an explicit deny in ${articles[type]} ${type}`);

const implicitDeny = (request: Request, type: PolicyType): Decision =>
  deny(request, `because no ${type} allows the ${request.action} action`);

/** Where one kind of policy decides alone. */
export const decideBy = (type: PolicyType, evaluation: Evaluation, request: Request): Decision => {
  if (evaluation === "allow") return { allowed: true };
  return evaluation === "explicitDeny" ? explicitDeny(request, type) : implicitDeny(request, type);
};

/**
 * A boundary bounds what the resource's policy grants too. (On AWS not what it grants to a role's session by the
 * session's own ARN, which no stack can know.) Source: IAM User Guide, "Permissions boundaries for IAM entities"
 */
export const decide = (evaluations: Evaluations, request: Request): Decision => {
  const { identity, boundary = "allow", resource, leftToIdentity } = evaluations;
  if (identity === "explicitDeny") return explicitDeny(request, "identity-based policy");
  if (resource === "explicitDeny") return explicitDeny(request, "resource-based policy");
  if (boundary === "explicitDeny") return explicitDeny(request, "permissions boundary");
  if (resource !== "allow" && !leftToIdentity) return implicitDeny(request, "resource-based policy");
  if (resource !== "allow" && identity !== "allow") return implicitDeny(request, "identity-based policy");
  return decideBy("permissions boundary", boundary, request);
};
