// From what each kind of policy says to one verdict. Source: IAM User Guide, "Policy evaluation logic"
import type { Verdict } from "./authorize.ts";
import { explicitDeny, noPolicyAllows, type Refused } from "./denial.ts";
import type { Decision } from "./evaluate.ts";

export type Decisions = {
  /** `silent` for a service, which has no policies of its own. */
  readonly identity: Decision;
  /** Undefined where the caller has no permissions boundary. */
  readonly boundary: Decision | undefined;
  readonly resource: Decision;
  /**
   * Whether the caller's own policies alone would do. Within one account they do for every resource but a KMS key,
   * whose policy must leave it to them. Source: KMS developer guide, "Key policies"
   */
  readonly leftToIdentity: boolean;
};

const refuse = (message: string): Verdict => ({ allowed: false, message });

/**
 * A boundary bounds what the resource's policy grants too. (On AWS not what it grants to a role's session by the
 * session's own ARN, which no stack can know.) Source: IAM User Guide, "Permissions boundaries for IAM entities"
 */
export const toVerdict = (decisions: Decisions, refused: Refused): Verdict => {
  const { identity, boundary, resource, leftToIdentity } = decisions;
  if (identity === "deny") return refuse(explicitDeny(refused, "identity-based policy"));
  if (resource === "deny") return refuse(explicitDeny(refused, "resource-based policy"));
  if (boundary === "deny") return refuse(explicitDeny(refused, "permissions boundary"));
  const isGranted = resource === "allow" || (leftToIdentity && identity === "allow");
  if (!isGranted)
    return refuse(
      noPolicyAllows(refused, leftToIdentity ? "identity-based policy" : "resource-based policy"),
    );
  return boundary === "silent" ? refuse(noPolicyAllows(refused, "permissions boundary")) : { allowed: true };
};
