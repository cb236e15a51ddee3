// What the function asks of the queue it is fed from: to hide a delivery, to take a message again, to delete one.
import type { Sqs } from "@message-handler/aws-client/operations.ts";
import type { TransientFailure } from "@message-handler/domain/failure.ts";
import type { DeleteMessage } from "@message-handler/lambda-kit/batch-handler.ts";
import type { MessageAttribute } from "@message-handler/lambda-kit/delivery.ts";
import type { SendCopy } from "@message-handler/lambda-kit/postpone.ts";
import type { ChangeVisibility } from "@message-handler/lambda-kit/return-to-queue.ts";
import { classifyAwsError } from "@message-handler/message-store/classify-aws-error.ts";
import { unconfirmed } from "@message-handler/message-store/store-failure.ts";
import * as E from "fp-ts/lib/Either.js";

export type WorkQueueDeps = { readonly client: Omit<Sqs, "destroy">; readonly queueUrl: string };

export type WorkQueue = {
  /** Needs `sqs:ChangeMessageVisibility` on the queue. */
  readonly changeVisibility: ChangeVisibility;
  /** Needs `sqs:SendMessage` on the queue, and to encrypt with its key. */
  readonly sendCopy: SendCopy;
  /** Needs `sqs:DeleteMessage` on the queue. */
  readonly deleteMessage: DeleteMessage;
};

const toAttributeValue = ({ dataType, stringValue, binaryValue }: MessageAttribute) => ({
  DataType: dataType,
  ...(stringValue === undefined ? {} : { StringValue: stringValue }),
  ...(binaryValue === undefined ? {} : { BinaryValue: binaryValue }),
});

const toTrace = (header: string) => ({ AWSTraceHeader: { DataType: "String", StringValue: header } });

/** The client's words, whichever it is, for an answer that has the hash of another body, or none. */
const isAboutAnotherBody = (error: unknown): boolean =>
  error instanceof Error && error.message === "InvalidChecksumError";

const asking = async (
  operation: string,
  send: () => Promise<E.Either<TransientFailure, void>>,
): Promise<E.Either<TransientFailure, void>> => {
  try {
    return await send();
  } catch (error) {
    return E.left(isAboutAnotherBody(error) ? unconfirmed(operation) : classifyAwsError(error, operation));
  }
};

export const makeWorkQueue = ({ client, queueUrl: QueueUrl }: WorkQueueDeps): WorkQueue => ({
  changeVisibility: async (ReceiptHandle, VisibilityTimeout) =>
    asking("ChangeMessageVisibility", async () => {
      await client.changeMessageVisibility({ QueueUrl, ReceiptHandle, VisibilityTimeout });
      return E.right(undefined);
    }),
  sendCopy: async ({ body, attributes, groupId, traceHeader, delaySeconds }) =>
    asking("SendMessage", async () => {
      const { MessageId } = await client.sendMessage({
        QueueUrl,
        MessageBody: body,
        DelaySeconds: delaySeconds,
        MessageAttributes: Object.fromEntries(
          Object.entries(attributes).map(([name, attribute]) => [name, toAttributeValue(attribute)]),
        ),
        ...(groupId === undefined ? {} : { MessageGroupId: groupId }),
        ...(traceHeader === undefined ? {} : { MessageSystemAttributes: toTrace(traceHeader) }),
      });
      // The original is deleted on the strength of this answer.
      return MessageId === undefined ? E.left(unconfirmed("SendMessage")) : E.right(undefined);
    }),
  deleteMessage: async (ReceiptHandle) =>
    asking("DeleteMessage", async () => {
      await client.deleteMessage({ QueueUrl, ReceiptHandle });
      return E.right(undefined);
    }),
});
