// The sentences in which AWS refuses a call. Source: IAM User Guide, "Troubleshoot access denied error messages"

export type PolicyType = "identity-based policy" | "resource-based policy" | "role trust policy";

/** Who a role's caller is to AWS: a session of the role, which the local cloud calls `local`. */
export const toSessionArn = (roleArn: string): string => {
  const [, partition = "aws", , , account = "", resource = ""] = roleArn.split(":");
  return `arn:${partition}:sts::${account}:assumed-role/${resource.slice(resource.lastIndexOf("/") + 1)}/local`;
};

type Refused = { readonly user: string; readonly action: string; readonly resource: string };

const refusal = ({ user, action, resource }: Refused): string =>
  `User: ${user} is not authorized to perform: ${action} on resource: ${resource}`;

export const noPolicyAllows = (refused: Refused, type: PolicyType): string =>
  `${refusal(refused)} because no ${type} allows the ${refused.action} action`;

export const explicitDeny = (refused: Refused, type: PolicyType): string =>
  `${refusal(refused)} with an explicit deny in ${type === "role trust policy" ? "the" : type === "identity-based policy" ? "an" : "a"} ${type}`;
