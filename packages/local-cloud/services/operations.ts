// The operations that each service plays.
import { operationNames as dynamodb } from "./dynamodb/operations.ts";
import { operationNames as s3 } from "./s3/operations.ts";
import { operationNames as sns } from "./sns/operations.ts";
import type { ServiceName } from "../core/service.ts";

export const operations: Readonly<Record<ServiceName, readonly string[]>> = {
  s3,
  dynamodb,
  sns,
  sqs: [
    "ChangeMessageVisibility",
    "ChangeMessageVisibilityBatch",
    "CreateQueue",
    "DeleteMessage",
    "DeleteMessageBatch",
    "DeleteQueue",
    "GetQueueAttributes",
    "GetQueueUrl",
    "ListDeadLetterSourceQueues",
    "ListMessageMoveTasks",
    "ListQueues",
    "PurgeQueue",
    "ReceiveMessage",
    "SendMessage",
    "SendMessageBatch",
    "SetQueueAttributes",
    "StartMessageMoveTask",
  ],
};
