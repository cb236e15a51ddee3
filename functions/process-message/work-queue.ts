// What the function asks of the queue it is fed from: to hide a delivery, to take a message again, to delete one.
import type { SQSClient, SQSClientConfig } from "@aws-sdk/client-sqs";
import type { TransientFailure } from "@message-handler/domain/failure.ts";
import type { DeleteMessage } from "@message-handler/lambda-kit/batch-handler.ts";
import type { MessageAttribute } from "@message-handler/lambda-kit/delivery.ts";
import type { SendCopy } from "@message-handler/lambda-kit/postpone.ts";
import type { ChangeVisibility } from "@message-handler/lambda-kit/return-to-queue.ts";
import { classifyAwsError } from "@message-handler/message-store/classify-aws-error.ts";
import { unconfirmed } from "@message-handler/message-store/store-failure.ts";
import * as E from "fp-ts/lib/Either.js";

export type WorkQueueDeps = { readonly clientConfig: SQSClientConfig; readonly queueUrl: string };

export type WorkQueue = {
  /** Needs `sqs:ChangeMessageVisibility` on the queue. */
  readonly changeVisibility: ChangeVisibility;
  /** Needs `sqs:SendMessage` on the queue, and to encrypt with its key. */
  readonly sendCopy: SendCopy;
  /** Needs `sqs:DeleteMessage` on the queue. */
  readonly deleteMessage: DeleteMessage;
};

/** Loaded when a delivery fails for the first time: an execution where all goes well never pays for it. */
const connect = async (config: SQSClientConfig) => {
  const sdk = await import("@aws-sdk/client-sqs");
  return { client: new sdk.SQSClient(config), sdk };
};

type Connection = Awaited<ReturnType<typeof connect>>;

const toAttributeValue = ({ dataType, stringValue, binaryValue }: MessageAttribute) => ({
  DataType: dataType,
  ...(stringValue === undefined ? {} : { StringValue: stringValue }),
  ...(binaryValue === undefined ? {} : { BinaryValue: binaryValue }),
});

const toTrace = (header: string) => ({ AWSTraceHeader: { DataType: "String", StringValue: header } });

export const makeWorkQueue = ({ clientConfig, queueUrl }: WorkQueueDeps): WorkQueue => {
  let connection: Promise<Connection> | undefined;
  const ask = async (
    operation: string,
    send: (client: SQSClient, sdk: Connection["sdk"]) => Promise<E.Either<TransientFailure, void>>,
  ): Promise<E.Either<TransientFailure, void>> => {
    try {
      connection ??= connect(clientConfig);
      const { client, sdk } = await connection;
      return await send(client, sdk);
    } catch (error) {
      return E.left(classifyAwsError(error, operation));
    }
  };
  const QueueUrl = queueUrl;
  return {
    changeVisibility: async (ReceiptHandle, VisibilityTimeout) =>
      ask("ChangeMessageVisibility", async (client, { ChangeMessageVisibilityCommand }) => {
        await client.send(new ChangeMessageVisibilityCommand({ QueueUrl, ReceiptHandle, VisibilityTimeout }));
        return E.right(undefined);
      }),
    sendCopy: async ({ body, attributes, groupId, traceHeader, delaySeconds }) =>
      ask("SendMessage", async (client, { SendMessageCommand }) => {
        const { MessageId } = await client.send(
          new SendMessageCommand({
            QueueUrl,
            MessageBody: body,
            DelaySeconds: delaySeconds,
            MessageAttributes: Object.fromEntries(
              Object.entries(attributes).map(([name, attribute]) => [name, toAttributeValue(attribute)]),
            ),
            ...(groupId === undefined ? {} : { MessageGroupId: groupId }),
            ...(traceHeader === undefined ? {} : { MessageSystemAttributes: toTrace(traceHeader) }),
          }),
        );
        // The original is deleted on the strength of this answer.
        return MessageId === undefined ? E.left(unconfirmed("SendMessage")) : E.right(undefined);
      }),
    deleteMessage: async (ReceiptHandle) =>
      ask("DeleteMessage", async (client, { DeleteMessageCommand }) => {
        await client.send(new DeleteMessageCommand({ QueueUrl, ReceiptHandle }));
        return E.right(undefined);
      }),
  };
};
