// To call an API as a company does: its routes, and nothing else of it.
import type { AwsEnvironment } from "./aws-environment.ts";
import type { Statement } from "./policy-document.ts";

/** `apiId` is `*` where it is not known yet. */
export const callRoutes = ({ partition, region, accountId }: AwsEnvironment, apiId: string): Statement => {
  const stage = `arn:${partition}:execute-api:${region}:${accountId}:${apiId}/v1`;
  return {
    actions: ["execute-api:Invoke"],
    resources: [`${stage}/POST/messages`, `${stage}/GET/messages`, `${stage}/GET/messages/*`],
  };
};
