// The queue that feeds a function, as Lambda's poller uses it: with the function's role, over HTTP.
import {
  DeleteMessageBatchCommand,
  GetQueueAttributesCommand,
  type Message,
  ReceiveMessageCommand,
  SQSClient,
} from "@aws-sdk/client-sqs";
import type { Account } from "../../../core/account.ts";
import type { Credentials } from "../../../core/principals.ts";

export type ReceiveRequest = {
  readonly max: number;
  /** How long to wait for the first message. Real seconds. */
  readonly waitSeconds: number;
};

export type SourceQueue = {
  readonly arn: string;
  readonly url: string;
  /** Seconds. */
  readonly visibilityTimeout: () => Promise<number>;
  /** At most ten messages. */
  readonly receive: (request: ReceiveRequest, signal: AbortSignal) => Promise<readonly Message[]>;
  /** Answers with the receipt handles that are not deleted, and why. */
  readonly remove: (receiptHandles: readonly string[]) => Promise<ReadonlyMap<string, string>>;
  readonly close: () => void;
};

/** What a request may take beyond its own waiting: a hung one must not stop the poller for good. */
const requestTimeoutMs = 5_000;

/** SQS takes ten entries in one request. */
const inTens = <T>(values: readonly T[]): readonly (readonly T[])[] =>
  Array.from({ length: Math.ceil(values.length / 10) }, (_, index) =>
    values.slice(index * 10, index * 10 + 10),
  );

/** What SQS does not call deleted is kept: an answer that says nothing about a handle settles nothing. */
const makeRemove =
  (client: SQSClient, url: string) =>
  async (receiptHandles: readonly string[]): Promise<ReadonlyMap<string, string>> => {
    const kept = new Map<string, string>();
    for (const handles of inTens(receiptHandles)) {
      const Entries = handles.map((ReceiptHandle, index) => ({ Id: String(index), ReceiptHandle }));
      const command = new DeleteMessageBatchCommand({ QueueUrl: url, Entries });
      try {
        const answer = await client.send(command, { abortSignal: AbortSignal.timeout(requestTimeoutMs) });
        const codes = new Map((answer.Failed ?? []).map(({ Id, Code }) => [Id, Code]));
        const deleted = new Set((answer.Successful ?? []).map(({ Id }) => Id));
        for (const { Id, ReceiptHandle } of Entries)
          if (!deleted.has(Id)) kept.set(ReceiptHandle, codes.get(Id) ?? "SQS did not confirm it");
      } catch (error) {
        for (const handle of handles) kept.set(handle, String(error));
      }
    }
    return kept;
  };

export const makeSourceQueue = (
  account: Account,
  arn: string,
  credentials: Credentials,
  patienceMs = requestTimeoutMs,
): SourceQueue => {
  const url = `${account.awsEndpoint}/${account.id}/${arn.split(":").at(-1) ?? ""}`;
  const client = new SQSClient({ endpoint: account.awsEndpoint, region: account.region, credentials });
  return {
    arn,
    url,
    visibilityTimeout: async () => {
      const command = new GetQueueAttributesCommand({ QueueUrl: url, AttributeNames: ["VisibilityTimeout"] });
      const { Attributes } = await client.send(command, {
        abortSignal: AbortSignal.timeout(requestTimeoutMs),
      });
      const seconds = Number(Attributes?.["VisibilityTimeout"]);
      if (Number.isNaN(seconds)) throw new Error(`${arn} has no visibility time-out`);
      return seconds;
    },
    receive: async ({ max, waitSeconds }, signal) => {
      const command = new ReceiveMessageCommand({
        QueueUrl: url,
        MaxNumberOfMessages: max,
        WaitTimeSeconds: waitSeconds,
        MessageSystemAttributeNames: ["All"],
        MessageAttributeNames: ["All"],
      });
      const timeout = AbortSignal.timeout(waitSeconds * 1000 + patienceMs);
      const { Messages } = await client.send(command, { abortSignal: AbortSignal.any([signal, timeout]) });
      return Messages ?? [];
    },
    remove: makeRemove(client, url),
    close: () => client.destroy(),
  };
};
