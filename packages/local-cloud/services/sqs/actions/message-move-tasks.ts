// StartMessageMoveTask, CancelMessageMoveTask and ListMessageMoveTasks.
import { z } from "zod";
import type { MoveTask } from "../store/move-task-store.ts";
import type { Queue } from "../queues.ts";
import { invalidParameter, SqsError } from "../sqs-error.ts";
import { sourceOfTask } from "../task-handle.ts";
import { type Answer, operation, type SqsDeps, wholeNumber } from "./operation.ts";

const queueByArn = (parameter: string, arn: string, { queues }: SqsDeps): Queue => {
  if (!/^arn:[^:]+:sqs:[^:]*:\d{12}:[^:]+$/.test(arn)) {
    throw invalidParameter(
      `You must use this format to specify the ${parameter}: arn:<partition>:<service>:<region>:<account-id>:<resource-id>`,
    );
  }
  const queue = queues.findByArn(arn);
  if (queue === undefined) {
    const message = `The resource that you specified for the ${parameter} parameter doesn't exist.`;
    throw new SqsError("ResourceNotFoundException", message, 404);
  }
  return queue;
};

const StartMessageMoveTask = z.strictObject({
  SourceArn: z.string(),
  DestinationArn: z.string().optional(),
  MaxNumberOfMessagesPerSecond: wholeNumber(1, 500).optional(),
});

/** Only a dead-letter queue of another queue can be emptied this way. */
export const startMessageMoveTask = operation(StartMessageMoveTask, (input, deps, { principal }) => {
  const { SourceArn: sourceArn, DestinationArn: destinationArn } = input;
  const source = queueByArn("SourceArn", sourceArn, deps);
  if (deps.queues.sourcesOf(sourceArn).length === 0)
    throw invalidParameter("Source queue must be configured as a Dead Letter Queue.");
  if (destinationArn !== undefined) queueByArn("DestinationArn", destinationArn, deps);
  if (destinationArn === sourceArn)
    throw invalidParameter("Source queue arn and destination queue arn cannot be the same.");
  const order = { destinationArn, perSecond: input.MaxNumberOfMessagesPerSecond, caller: principal };
  return { TaskHandle: deps.moveTasks.start(source, order) };
});

export const cancelMessageMoveTask = operation(z.strictObject({ TaskHandle: z.string() }), (input, deps) => {
  queueByArn("TaskHandle", sourceOfTask(input.TaskHandle), deps);
  return { ApproximateNumberOfMessagesMoved: deps.moveTasks.cancel(input.TaskHandle) };
});

/** The handle is shown while the task runs, the destination when it was given. */
const toEntry = (task: MoveTask): Answer => ({
  ...(task.status === "RUNNING" ? { TaskHandle: task.handle } : {}),
  Status: task.status,
  SourceArn: task.sourceArn,
  ...(task.destinationArn === undefined ? {} : { DestinationArn: task.destinationArn }),
  ...(task.perSecond === undefined ? {} : { MaxNumberOfMessagesPerSecond: task.perSecond }),
  ApproximateNumberOfMessagesMoved: task.moved,
  ApproximateNumberOfMessagesToMove: task.toMove,
  ...(task.failureReason === undefined ? {} : { FailureReason: task.failureReason }),
  StartedTimestamp: task.startedAt,
});

const ListMessageMoveTasks = z.strictObject({
  SourceArn: z.string(),
  MaxResults: wholeNumber(1, 10).default(1),
});

export const listMessageMoveTasks = operation(ListMessageMoveTasks, (input, deps) => {
  const source = queueByArn("SourceArn", input.SourceArn, deps);
  return { Results: deps.moveTasks.list(source.arn, input.MaxResults).map(toEntry) };
});
