// The work of a move task: receive, send on, delete, over the AWS endpoint with the keys of the task's caller, so that
// IAM and faults strike it as they would any other client.
import {
  DeleteMessageCommand,
  GetQueueAttributesCommand,
  type Message,
  ReceiveMessageCommand,
  SendMessageCommand,
  SQSClient,
  SQSServiceException,
} from "@aws-sdk/client-sqs";
import type { Account } from "../../core/account.ts";
import type { Engine } from "./engine.ts";
import type { MoveOrder } from "./move-tasks.ts";
import { toQueueUrl } from "../../core/queue-url.ts";
import { decodeReceiptHandle } from "./receipt-handle.ts";
import { SqsFault, toQueryName } from "./sqs-fault.ts";

export type MoveProgress = {
  /** How many messages lie in the source. */
  readonly counted: (toMove: number) => void;
  /** One more has been moved. */
  readonly moved: () => void;
};

/** Resolves with AWS's reason when the task failed, with undefined when it was completed or ended. */
export type MoveMessages = (
  order: MoveOrder,
  progress: MoveProgress,
  signal: AbortSignal,
) => Promise<string | undefined>;

export type MoveMessagesDeps = {
  readonly account: Account;
  readonly engine: Engine;
};

// Milliseconds; a task may take hours, a single call of it never this long.
const requestTimeout = 10_000;

const toClient = (account: Account, { accessKeyId }: MoveOrder): SQSClient =>
  new SQSClient({
    endpoint: account.awsEndpoint,
    region: account.region,
    credentials: { accessKeyId: accessKeyId ?? "unsigned", secretAccessKey: "local" },
    requestHandler: { connectionTimeout: requestTimeout, requestTimeout, throwOnRequestTimeout: true },
  });

const toReason = (error: unknown): string => {
  if (error instanceof SqsFault) return toQueryName(error.code);
  return error instanceof SQSServiceException ? toQueryName(error.name) : String(error);
};

const toName = (queueArn: string): string => queueArn.slice(queueArn.lastIndexOf(":") + 1);

const count = async (client: SQSClient, queueUrl: string): Promise<number> => {
  const name = "ApproximateNumberOfMessages";
  const answer = await client.send(
    new GetQueueAttributesCommand({ QueueUrl: queueUrl, AttributeNames: [name] }),
  );
  return Number(answer.Attributes?.[name]);
};

/** Seconds a message stays hidden while it is moved; failed ones are shown again at once. */
const hidden = 60;

export const makeMoveMessages = ({ account, engine }: MoveMessagesDeps): MoveMessages => {
  const destinationOf = (order: MoveOrder, message: Message): string => {
    const arn = order.destinationArn ?? message.Attributes?.DeadLetterQueueSourceArn;
    // "An SQS message sent directly to the DLQ" has no source (developer guide, DLQ redrive troubleshooting).
    if (arn === undefined)
      throw new SqsFault("CouldNotDetermineMessageSource", "The message was sent where it lies.");
    return toQueueUrl(account, toName(arn));
  };

  const moveOne = async (
    client: SQSClient,
    order: MoveOrder,
    sourceUrl: string,
    message: Message,
  ): Promise<void> => {
    const sent = { MessageBody: message.Body, MessageAttributes: message.MessageAttributes };
    await client.send(new SendMessageCommand({ QueueUrl: destinationOf(order, message), ...sent }));
    await client.send(
      new DeleteMessageCommand({ QueueUrl: sourceUrl, ReceiptHandle: message.ReceiptHandle }),
    );
  };

  const showAgain = async (source: string, message: Message): Promise<void> => {
    const { engineHandle } = decodeReceiptHandle(source, message.ReceiptHandle ?? "");
    await engine.hide(source, engineHandle, 0);
  };

  /** Settles every message of the batch before the first failure is reported. */
  const moveBatch = async (
    client: SQSClient,
    order: MoveOrder,
    messages: readonly Message[],
    progress: MoveProgress,
  ): Promise<void> => {
    const source = toName(order.sourceArn);
    const outcomes = await Promise.allSettled(
      messages.map(async (message) => {
        try {
          await moveOne(client, order, toQueueUrl(account, source), message);
          progress.moved();
        } catch (error) {
          await showAgain(source, message);
          throw error;
        }
      }),
    );
    const failed = outcomes.find((outcome) => outcome.status === "rejected");
    if (failed !== undefined) throw failed.reason;
  };

  /** Moves as many as lay there at the start: what fails again and comes back is left for the next task. */
  const moveAll = async (
    client: SQSClient,
    order: MoveOrder,
    progress: MoveProgress,
    signal: AbortSignal,
  ) => {
    const sourceUrl = toQueueUrl(account, toName(order.sourceArn));
    let left = await count(client, sourceUrl);
    progress.counted(left);
    while (left > 0 && !signal.aborted) {
      const received = await client.send(
        new ReceiveMessageCommand({
          QueueUrl: sourceUrl,
          MaxNumberOfMessages: Math.min(10, left),
          VisibilityTimeout: hidden,
          WaitTimeSeconds: 0,
          MessageAttributeNames: ["All"],
          MessageSystemAttributeNames: ["All"],
        }),
      );
      const messages = received.Messages ?? [];
      if (messages.length === 0) return;
      await moveBatch(client, order, messages, progress);
      left -= messages.length;
    }
  };

  return async (order, progress, signal) => {
    const client = toClient(account, order);
    try {
      await moveAll(client, order, progress, signal);
      return undefined;
    } catch (error) {
      return toReason(error);
    } finally {
      client.destroy();
    }
  };
};
