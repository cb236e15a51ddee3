// SQS behind the common endpoint.
import { z } from "zod";
import { type Account, toArn } from "../../core/account.ts";
import type { HttpRequest } from "../../core/http.ts";
import { type AwsService, ServiceError } from "../../core/service.ts";
import {
  changeMessageVisibility,
  changeMessageVisibilityBatch,
  deleteMessage,
  deleteMessageBatch,
} from "./actions/change-visibility.ts";
import {
  cancelMessageMoveTask,
  listMessageMoveTasks,
  startMessageMoveTask,
} from "./actions/message-move-tasks.ts";
import {
  deleteQueue,
  getQueueAttributes,
  getQueueUrl,
  listQueues,
  setQueueAttributes,
} from "./actions/queues.ts";
import { receiveMessage } from "./actions/receive-message.ts";
import { sendMessage, sendMessageBatch } from "./actions/send-message.ts";
import type { Operation, SqsDeps } from "./actions/operation.ts";
import { protocolOf, readSqsRequest } from "./protocol/sqs-request.ts";
import { checkAnswer, toAnswerResponse, toErrorResponse } from "./protocol/sqs-response.ts";
import { decodeQueueUrl } from "./queues.ts";
import { sourceOfTask } from "./task-handle.ts";
import { SqsError } from "./sqs-error.ts";

/** Every operation that is supported, by name. */
const operations: Readonly<Record<string, Operation>> = {
  CancelMessageMoveTask: cancelMessageMoveTask,
  ChangeMessageVisibility: changeMessageVisibility,
  ChangeMessageVisibilityBatch: changeMessageVisibilityBatch,
  DeleteMessage: deleteMessage,
  DeleteMessageBatch: deleteMessageBatch,
  DeleteQueue: deleteQueue,
  GetQueueAttributes: getQueueAttributes,
  GetQueueUrl: getQueueUrl,
  ListQueues: listQueues,
  ListMessageMoveTasks: listMessageMoveTasks,
  ReceiveMessage: receiveMessage,
  SendMessage: sendMessage,
  SendMessageBatch: sendMessageBatch,
  SetQueueAttributes: setQueueAttributes,
  StartMessageMoveTask: startMessageMoveTask,
};

const findOperation = (name: string): Operation | undefined =>
  Object.hasOwn(operations, name) ? operations[name] : undefined;

/** Batches need the permission of the single operation (developer guide, "Amazon SQS API permissions"). */
const toAction = (operation: string): string => `sqs:${operation.replace(/Batch$/, "")}`;

const Named = z.object({
  QueueUrl: z.string().optional(),
  QueueName: z.string().optional(),
  SourceArn: z.string().optional(),
  TaskHandle: z.string().optional(),
});

const toResource = (input: unknown, account: Account): string => {
  const { QueueUrl, QueueName, SourceArn, TaskHandle } = Named.parse(input);
  if (TaskHandle !== undefined) return sourceOfTask(TaskHandle);
  if (SourceArn !== undefined) return SourceArn;
  if (QueueName !== undefined) return toArn(account, "sqs", QueueName);
  return QueueUrl === undefined ? "*" : toArn(account, "sqs", decodeQueueUrl(account, QueueUrl));
};

const resourceOf = (read: () => string): string | undefined => {
  try {
    return read();
  } catch (error) {
    if (error instanceof ServiceError || error instanceof z.ZodError) return undefined;
    throw error;
  }
};

/** By the path, where the rest cannot be read: it is refused for that, and not for want of permission. `*` for no queue. */
const toResources = ({ url }: HttpRequest, readInput: () => unknown, account: Account): readonly string[] => {
  const ofPath = () => toResource({ QueueUrl: `${account.awsEndpoint}${url.split("?")[0] ?? ""}` }, account);
  return [resourceOf(() => toResource(readInput(), account)) ?? resourceOf(ofPath) ?? "*"];
};

/** `handle` rejects only for faults of the local cloud itself. */
export const makeSqsService = (deps: SqsDeps): AwsService => ({
  name: "sqs",
  operations: Object.keys(operations),
  nameOperation: (request) =>
    readSqsRequest(request, deps.account)?.operation ?? "a request that names no operation",
  identify: (request) => {
    const read = readSqsRequest(request, deps.account);
    if (read === undefined || findOperation(read.operation) === undefined) return undefined;
    return {
      service: "sqs",
      operation: read.operation,
      action: toAction(read.operation),
      resources: toResources(request, read.input, deps.account),
      request,
    };
  },
  handle: async ({ operation: name, request }, caller) => {
    const protocol = protocolOf(request);
    const run = findOperation(name);
    const read = readSqsRequest(request, deps.account);
    try {
      if (run === undefined || read === undefined)
        throw new SqsError("InvalidAction", `Unknown operation ${name}.`);
      checkAnswer(protocol, name);
      return toAnswerResponse(protocol, await run(read.input(), deps, caller));
    } catch (error) {
      if (error instanceof ServiceError) return toErrorResponse(protocol, error);
      throw error;
    }
  },
  toErrorResponse: (request, error) => toErrorResponse(protocolOf(request), error),
});
