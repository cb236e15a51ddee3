// A role as its permissions boundary alone leaves it: whoever may write its policies can grant it all of that.
import { evaluate, toCondition, type Statement } from "@message-handler/local-cloud/policy";
import { anAccount } from "@message-handler/local-cloud/testing";
import { allOf, bootstrapStack, statementsOf } from "./synth.ts";
import type { PolicyStatement } from "./synth.ts";

/** References of the bootstrap stack in place of the account and region that the tests are in. */
const resolved = (text: string): string =>
  text
    .replaceAll(/\$\{data\.aws_caller_identity\.[^}]*\}/g, anAccount.id)
    .replaceAll(/\$\{data\.aws_region\.[^}]*\}/g, anAccount.region)
    .replaceAll(/\$\{data\.aws_partition\.[^}]*\.partition\}/g, anAccount.partition)
    .replaceAll(/\$\{data\.aws_partition\.[^}]*\.dns_suffix\}/g, "amazonaws.com")
    .replaceAll(/\$\{aws_s3_bucket\.[^}]*\.arn\}/g, "arn:aws:s3:::message-handler-state-1");

const toStatement = ({
  effect = "Allow",
  actions = [],
  resources = [],
  condition = [],
}: PolicyStatement): Statement => ({
  effect,
  actions,
  resources: resources.map(resolved),
  conditions: condition.map(({ test, variable, values }) => {
    const known = toCondition(test, variable, values.map(resolved));
    if (typeof known === "string") throw new Error(known);
    return known;
  }),
});

/** The statements of the boundary that bootstrap makes under this name, less the region. */
export const boundaryNamed = (name: string): readonly Statement[] => {
  const stack = bootstrapStack();
  const [policy] = allOf(stack, "aws_iam_policy").filter(
    ({ body }) => resolved(String(body["name"])) === `${name}-${anAccount.region}`,
  );
  return statementsOf(stack, policy?.body["policy"]).map(toStatement);
};

/** What somebody with every permission could still do within the boundary. */
export const couldBeGranted = (
  boundary: readonly Statement[],
  action: string,
  resource: string,
  context: Readonly<Record<string, string>> = {},
): boolean =>
  evaluate(boundary, {
    caller: { kind: "account", account: anAccount.id },
    action,
    resource,
    context: new Map(Object.entries(context).map(([key, value]) => [key.toLowerCase(), value])),
  }) === "allow";
