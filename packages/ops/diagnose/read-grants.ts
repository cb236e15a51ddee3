// Asks IAM's simulator which of the actions that the roles need they do not have. Nothing is carried out.
import { SimulatePrincipalPolicyCommand } from "@aws-sdk/client-iam";
import type { DiagnosisClients } from "./clients.ts";
import type { MissingAction } from "./facts.ts";
import { toNeeded, type Needed, type Resources } from "./needed-actions.ts";

/** A boundary lets the key be used through the stores alone, as they use it. */
const throughTheStores = (resourceArn: string) => ({
  ContextEntries: [
    {
      ContextKeyName: "kms:ViaService",
      ContextKeyType: "string" as const,
      ContextKeyValues: [`sqs.${resourceArn.split(":")[3]}.amazonaws.com`],
    },
  ],
});

const simulate = async (
  { iam }: Pick<DiagnosisClients, "iam">,
  { who, roleArn, on, resourceArn, actions }: Needed,
): Promise<readonly MissingAction[]> => {
  const { EvaluationResults: results = [] } = await iam.send(
    new SimulatePrincipalPolicyCommand({
      PolicySourceArn: roleArn,
      ActionNames: [...actions],
      ResourceArns: [resourceArn],
      ...(on === "the key" ? throughTheStores(resourceArn) : {}),
    }),
  );
  return results
    .filter(({ EvalDecision }) => EvalDecision !== "allowed")
    .map(({ EvalActionName = "" }) => ({ who, action: EvalActionName, on }));
};

/** Policies of the roles and their boundaries; those of queues, buckets and keys are no part of it. */
export const readMissingActions = async (
  clients: Pick<DiagnosisClients, "iam">,
  resources: Resources,
): Promise<readonly MissingAction[]> =>
  (await Promise.all(toNeeded(resources).map(async (needed) => simulate(clients, needed)))).flat();
