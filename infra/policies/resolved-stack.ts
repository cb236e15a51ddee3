// A stack as the local cloud reads it: every reference resolved, so that IAM's own rules can be asked about it.
import {
  gatherPolicies,
  makeAuthorizer,
  makeCanAssume,
  type Authorize,
  type CanAssume,
  type Policies,
} from "@message-handler/local-cloud/policy";
import type { Stack } from "@message-handler/local-cloud/stack";
import { anAccount, loadedStack } from "@message-handler/local-cloud/testing";
import type { StackConfig } from "../config/stack-config.ts";
import { allOf, bootstrapStack, policyDocuments, stackOf } from "./synth.ts";
import type { Block, StackJson } from "./synth.ts";

const label = (address: string): string => address.slice(address.lastIndexOf(".") + 1);

/**
 * The cap that bootstrap puts on every role, beside the roles that name it. Its conditions on tags are taken out:
 * nobody tags anything here, and another promise says that every resource carries the tags.
 */
const withBoundary = (stack: StackJson, environment: string): StackJson => {
  const bootstrap = bootstrapStack();
  const [policy] = allOf(bootstrap, "aws_iam_policy").filter(({ body }) =>
    String(body["name"]).startsWith(`message-handler-${environment}-workload-`),
  );
  if (policy === undefined) throw new Error("bootstrap makes no boundary for workloads");
  const document = policyDocuments(bootstrap).find(
    ({ address }) => policy.body["policy"] === `\${${address}.json}`,
  );
  if (document === undefined) throw new Error("the boundary has no policy document");
  const statement = document.statements.map(({ condition = [], ...rest }) => ({
    ...rest,
    condition: condition.filter(({ variable }) => !variable.startsWith("aws:ResourceTag/")),
  }));
  const documents: Readonly<Record<string, Block>> = { [label(document.address)]: { statement } };
  return {
    ...stack,
    data: {
      ...stack.data,
      aws_iam_policy_document: { ...stack.data["aws_iam_policy_document"], ...documents },
    },
    resource: { ...stack.resource, aws_iam_policy: { [label(policy.address)]: policy.body } },
  };
};

export type ResolvedStack = {
  readonly stack: Stack;
  /** By the role's ARN. */
  readonly roles: Policies["roles"];
  /** What queues, buckets, topics, functions and keys themselves allow and deny. */
  readonly resources: Policies["resources"];
  readonly authorize: Authorize;
  readonly canAssume: CanAssume;
};

const silent = (): void => undefined;

/** A deployed environment together with the boundary, the local one as it is. */
export const resolvedStack = async (config: StackConfig): Promise<ResolvedStack> => {
  const json =
    config.environment === "local" ? stackOf(config) : withBoundary(stackOf(config), config.environment);
  const stack = await loadedStack(json);
  const policies = gatherPolicies(stack, anAccount, silent);
  return {
    stack,
    roles: policies.roles,
    resources: policies.resources,
    authorize: makeAuthorizer({ policies, account: anAccount, log: silent }),
    canAssume: makeCanAssume({ policies, account: anAccount, log: silent }),
  };
};
