// Hides a delivery in SQS for a number of seconds.
import type { ChangeVisibility } from "@message-handler/lambda-kit/return-to-queue.ts";
import type { SQSClientConfig } from "@aws-sdk/client-sqs";
import { classifyAwsError } from "@message-handler/message-store/classify-aws-error.ts";
import * as E from "fp-ts/lib/Either.js";

export type ChangeVisibilityDeps = { readonly clientConfig: SQSClientConfig; readonly queueUrl: string };

/** Loaded when a delivery fails for the first time: an execution where all goes well never pays for it. */
const connect = async (config: SQSClientConfig) => {
  const { ChangeMessageVisibilityCommand, SQSClient } = await import("@aws-sdk/client-sqs");
  return { client: new SQSClient(config), ChangeMessageVisibilityCommand };
};

/** Needs `sqs:ChangeMessageVisibility` on the queue. */
export const makeChangeVisibility = ({ clientConfig, queueUrl }: ChangeVisibilityDeps): ChangeVisibility => {
  let connection: ReturnType<typeof connect> | undefined;
  return async (receiptHandle, seconds) => {
    try {
      connection ??= connect(clientConfig);
      const { client, ChangeMessageVisibilityCommand } = await connection;
      const input = { QueueUrl: queueUrl, ReceiptHandle: receiptHandle, VisibilityTimeout: seconds };
      await client.send(new ChangeMessageVisibilityCommand(input));
      return E.right(undefined);
    } catch (error) {
      return E.left(classifyAwsError(error, "ChangeMessageVisibility"));
    }
  };
};
