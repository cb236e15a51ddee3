// StartMessageMoveTask and ListMessageMoveTasks.
import { z } from "zod";
import type { MoveTask } from "./move-tasks.ts";
import { type Answer, operation, type SqsParts, wholeNumber } from "./operation.ts";
import type { Queue } from "./queues.ts";
import { invalidParameter, SqsFault } from "./sqs-fault.ts";

const queueByArn = (parameter: string, arn: string, { queues }: SqsParts): Queue => {
  if (!/^arn:[^:]+:sqs:[^:]*:\d{12}:[^:]+$/.test(arn)) {
    throw invalidParameter(
      `You must use this format to specify the ${parameter}: arn:<partition>:<service>:<region>:<account-id>:<resource-id>`,
    );
  }
  const queue = queues.findByArn(arn);
  if (queue === undefined) {
    const message = `The resource that you specified for the ${parameter} parameter doesn't exist.`;
    throw new SqsFault("ResourceNotFoundException", message, 404);
  }
  return queue;
};

const StartMessageMoveTask = z.strictObject({
  SourceArn: z.string(),
  DestinationArn: z.string().optional(),
});

/** Only a dead-letter queue of another queue can be emptied this way. */
export const startMessageMoveTask = operation(StartMessageMoveTask, (input, parts, { accessKeyId }) => {
  const { SourceArn: sourceArn, DestinationArn: destinationArn } = input;
  queueByArn("SourceArn", sourceArn, parts);
  if (parts.queues.sourcesOf(sourceArn).length === 0) {
    throw invalidParameter("Source queue must be configured as a Dead Letter Queue.");
  }
  if (destinationArn !== undefined) queueByArn("DestinationArn", destinationArn, parts);
  if (destinationArn === sourceArn) {
    throw invalidParameter("Source queue arn and destination queue arn cannot be the same.");
  }
  return { TaskHandle: parts.moveTasks.start({ sourceArn, destinationArn, accessKeyId }) };
});

/** The handle is shown while the task runs, the destination when it was given. */
const toEntry = ({
  handle,
  order,
  startedAt,
  status,
  toMove,
  moved,
  failureReason,
}: Readonly<MoveTask>): Answer => ({
  ...(status === "RUNNING" ? { TaskHandle: handle } : {}),
  Status: status,
  SourceArn: order.sourceArn,
  ...(order.destinationArn === undefined ? {} : { DestinationArn: order.destinationArn }),
  ApproximateNumberOfMessagesMoved: moved,
  ApproximateNumberOfMessagesToMove: toMove,
  ...(failureReason === undefined ? {} : { FailureReason: failureReason }),
  StartedTimestamp: startedAt.getTime(),
});

const ListMessageMoveTasks = z.strictObject({
  SourceArn: z.string(),
  MaxResults: wholeNumber(1, 10).default(1),
});

export const listMessageMoveTasks = operation(ListMessageMoveTasks, (input, parts) => {
  const source = queueByArn("SourceArn", input.SourceArn, parts);
  return { Results: parts.moveTasks.list(source.arn).slice(0, input.MaxResults).map(toEntry) };
});
