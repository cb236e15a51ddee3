// What `terraform apply` may change of one environment, by subject, packed into as few managed policies as IAM's limit of
// 6,144 characters for each allows.
import type { AwsEnvironment } from "../../constructs/shared/aws-environment.ts";
import type { Statement } from "../../constructs/shared/policy-document.ts";
import { stackArns } from "../stack-arns.ts";
import { apiPermissions } from "./api.ts";
import { functionPermissions } from "./functions.ts";
import { keyPermissions } from "./key.ts";
import { monitoringPermissions, topicPermissions } from "./monitoring.ts";
import { rolePermissions } from "./roles.ts";
import { queuePermissions, storePermissions } from "./stores.ts";

export const deployPolicies = (
  aws: AwsEnvironment,
  environment: string,
): Readonly<Record<"compute" | "storage", Statement[]>> => {
  const target = { aws, arns: stackArns(aws, `message-handler-${environment}`), environment };
  return {
    compute: [...apiPermissions(target), ...functionPermissions(target), ...rolePermissions(target)],
    storage: [
      ...queuePermissions(target),
      ...topicPermissions(target),
      ...storePermissions(target),
      ...monitoringPermissions(target),
      ...keyPermissions(target),
    ],
  };
};
