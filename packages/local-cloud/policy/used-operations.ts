// Which operations of the services somebody of the stack may use: those that can go wrong for it.
import type { AwsService } from "../core/service.ts";
import type { Policies } from "./policies.ts";
import { matchesWildcard } from "./wildcard.ts";

export type UsedOperation = { readonly service: AwsService["name"]; readonly operation: string };

/** Operations without an action of their own (API references of S3 and SQS, "Permissions"). */
const actions: Readonly<Record<string, string>> = {
  "s3:ListBuckets": "s3:ListAllMyBuckets",
  "sqs:ChangeMessageVisibilityBatch": "sqs:ChangeMessageVisibility",
  "sqs:DeleteMessageBatch": "sqs:DeleteMessage",
  "sqs:SendMessageBatch": "sqs:SendMessage",
  "s3:HeadObject": "s3:GetObject",
  "s3:HeadBucket": "s3:ListBucket",
  "s3:ListObjectsV2": "s3:ListBucket",
};

/** By what the policies of roles and resources allow; what they deny besides is not looked at. */
export const usedOperations = (
  { roles, resources }: Pick<Policies, "roles" | "resources">,
  services: readonly Pick<AwsService, "name" | "operations">[],
): readonly UsedOperation[] => {
  const statements = [
    ...[...roles.values()].flatMap(({ identity }) => identity),
    ...resources.flatMap((resource) => resource.statements),
  ];
  const allowed = statements
    .filter(({ effect }) => effect === "Allow")
    .flatMap(({ actions }) => actions.map((action) => action.toLowerCase()));
  const isAllowed = (name: string): boolean => {
    const action = (actions[name] ?? name).toLowerCase();
    return allowed.some((pattern) => matchesWildcard(pattern, action));
  };
  return services.flatMap(({ name, operations }) =>
    operations
      .filter((operation) => isAllowed(`${name}:${operation}`))
      .map((operation) => ({ service: name, operation })),
  );
};
