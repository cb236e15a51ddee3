// What `terraform apply` may change of an environment's queues. No action here reads or writes a message.
import { allow, type Statement } from "../permission.ts";
import type { DeployTarget } from "../stack-arns.ts";

export const queuePermissions = ({ arns }: DeployTarget): Statement[] => [
  allow(
    ["sqs:CreateQueue", "sqs:DeleteQueue", "sqs:SetQueueAttributes", "sqs:TagQueue", "sqs:UntagQueue"],
    arns.queues,
  ),
];
