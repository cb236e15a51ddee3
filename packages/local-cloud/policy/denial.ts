// The sentences in which AWS refuses a call. Source: IAM User Guide, "Troubleshoot access denied error messages"

export type PolicyType =
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

export type Refused = { readonly user: string; readonly action: string; readonly resource: string };

const refusal = ({ user, action, resource }: Refused): string =>
  `User: ${user} is not authorized to perform: ${action} on resource: ${resource}`;

export const noPolicyAllows = (refused: Refused, type: PolicyType): string =>
  `${refusal(refused)} because no ${type} allows the ${refused.action} action`;

export const explicitDeny = (refused: Refused, type: PolicyType): string =>
  `${refusal(refused)} with an explicit deny in ${articles[type]} ${type}`;
