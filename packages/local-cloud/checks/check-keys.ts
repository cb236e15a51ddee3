// What AWS would refuse when it is set up, because a key's policy leaves somebody out.
import type { Account } from "../core/account.ts";
import type { Principal } from "../core/principals.ts";
import type { EncryptedResource } from "../policy/encrypted-resources.ts";
import { type CallerIdentity, evaluate } from "../policy/evaluate.ts";
import type { Policies } from "../policy/policies.ts";
import { makeRequestContext, toKmsContext } from "../policy/request-context.ts";
import { isKeyArn, type ResourcePolicy } from "../policy/resource-policies.ts";
import { StackError } from "../stack/stack-error.ts";

type Caller = Exclude<Principal, { kind: "operator" }>;

/** Someone with every permission in IAM: only the key's policy can stand in the way. */
const administrator = (account: Account): Caller => ({
  kind: "role",
  arn: `arn:${account.partition}:iam::${account.id}:root`,
});

type Check = {
  readonly policy: ResourcePolicy;
  readonly caller: Caller;
  readonly actions: readonly string[];
  readonly context: Readonly<Record<string, string>>;
};

const refusedBy = ({ policy, caller, actions, context }: Check, account: Account): readonly string[] => {
  const identity: CallerIdentity =
    caller.kind === "service" ? caller : { kind: "account", account: account.id };
  const keys = makeRequestContext(account, caller, context);
  return actions.filter(
    (action) =>
      evaluate(policy.statements, { caller: identity, action, resource: policy.arn, context: keys }) !==
      "allow",
  );
};

/** Source: KMS API reference, PutKeyPolicy: the caller must be able to put the next policy too. */
const findLockout = (policy: ResourcePolicy, account: Account): readonly string[] => {
  const check = { policy, caller: administrator(account), actions: ["kms:PutKeyPolicy"], context: {} };
  return refusedBy(check, account).length === 0
    ? []
    : [
        `${policy.address}: no administrator of the account could change this policy again (kms:PutKeyPolicy)`,
      ];
};

/** Source: CloudWatch Logs user guide, "Encrypt log data in CloudWatch Logs using AWS KMS" */
const FOR_LOGS = [
  "kms:Encrypt",
  "kms:Decrypt",
  "kms:ReEncryptFrom",
  "kms:ReEncryptTo",
  "kms:GenerateDataKey",
];

/**
 * Of whoever creates the table, because DynamoDB gives itself a grant on their behalf.
 * Source: DynamoDB developer guide, "Key policy for a customer managed key"
 */
const FOR_TABLES = [...FOR_LOGS, "kms:DescribeKey", "kms:CreateGrant"];

const toCheck = (
  { service, arn, contextOf }: EncryptedResource,
  policy: ResourcePolicy,
  account: Account,
): { readonly who: string; readonly check: Check } | undefined => {
  if (service === "logs") {
    const name = `logs.${account.region}.amazonaws.com`;
    const caller = { kind: "service", name } as const;
    const context = toKmsContext(caller, service, contextOf(arn), account);
    return { who: name, check: { policy, caller, actions: FOR_LOGS, context } };
  }
  if (service === "dynamodb") {
    const caller = administrator(account);
    const grant = { "kms:GrantIsForAWSResource": "true" };
    const context = { ...toKmsContext(caller, service, contextOf(arn), account), ...grant };
    return { who: "whoever creates the table", check: { policy, caller, actions: FOR_TABLES, context } };
  }
  return undefined;
};

const findExcluded = (
  resource: EncryptedResource,
  policy: ResourcePolicy | undefined,
  account: Account,
): readonly string[] => {
  const needed = policy === undefined ? undefined : toCheck(resource, policy, account);
  if (policy === undefined || needed === undefined) return [];
  const refused = refusedBy(needed.check, account);
  if (refused.length === 0) return [];
  return [
    `${resource.address}: its key's policy (${policy.address}) does not let ${needed.who} do ${refused.join(", ")}`,
  ];
};

/** @throws StackError naming each key that nobody could administer and each resource that AWS would not encrypt */
export const checkKeys = ({ resources, encrypted }: Policies, account: Account): void => {
  const ofKeys = resources.filter(({ arn }) => isKeyArn(arn));
  const policyOf = (keyArn: string) => ofKeys.find(({ arn }) => arn === keyArn);
  const problems = [
    ...ofKeys.flatMap((policy) => findLockout(policy, account)),
    ...encrypted.flatMap((resource) => findExcluded(resource, policyOf(resource.keyArn), account)),
  ];
  if (problems.length > 0) throw new StackError(problems);
};
