// Runs the use case for each delivery of an SQS batch.
import { makeBatchHandler, type BatchHandlerDeps } from "@message-handler/lambda-kit/batch-handler.ts";
import type { ProcessMessage } from "./process-message.ts";
import { toReceivedMessage } from "./received-message.ts";

export type HandlerDeps = Omit<BatchHandlerDeps, "handleDelivery"> & {
  readonly processMessage: ProcessMessage;
};

export const makeHandler = ({ processMessage, ...shell }: HandlerDeps) =>
  makeBatchHandler({
    ...shell,
    handleDelivery: async (delivery) => processMessage(toReceivedMessage(delivery, shell.now())),
  });
