// Runs the use case for each delivery of an SQS batch.
import { readableIds } from "@message-handler/domain/message.ts";
import { makeBatchHandler, type BatchHandlerDeps } from "@message-handler/lambda-kit/batch-handler.ts";
import { sha256 } from "@message-handler/lambda-kit/sha256.ts";
import type { LogFields } from "@message-handler/lambda-kit/log.ts";
import type { ProcessMessage } from "./process-message.ts";
import { toReceivedMessage } from "./received-message.ts";

export type HandlerDeps = Omit<BatchHandlerDeps, "handleDelivery" | "describe"> & {
  readonly processMessage: ProcessMessage;
};

/** Whoever knows the id finds the line by its hash; from the line nobody learns the id. */
const describe = (body: string): LogFields => {
  const { message_id: id } = readableIds(body);
  return id === undefined ? {} : { message_id_sha256: sha256(id) };
};

export const makeHandler = ({ processMessage, ...shell }: HandlerDeps) =>
  makeBatchHandler({
    ...shell,
    describe: ({ body }) => describe(body),
    handleDelivery: (delivery) => processMessage(toReceivedMessage(delivery, shell.now())),
  });
