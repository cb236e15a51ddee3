// The policy that caps what any role of a deployed stack may ever do. The bootstrap stack makes it.
import type { AwsEnvironment } from "../constructs/shared/aws-environment.ts";

export const workloadBoundaryName = "message-handler-workload";

export const workloadBoundaryArn = ({ partition, accountId }: AwsEnvironment): string =>
  `arn:${partition}:iam::${accountId}:policy/${workloadBoundaryName}`;
