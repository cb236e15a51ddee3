// The policy that caps what any role of a deployed stack may ever do. The bootstrap stack makes it.
import type { AwsPlace } from "../constructs/shared/aws-place.ts";

export const workloadBoundaryName = "message-handler-workload";

export const workloadBoundaryArn = ({ partition, accountId }: AwsPlace): string =>
  `arn:${partition}:iam::${accountId}:policy/${workloadBoundaryName}`;
