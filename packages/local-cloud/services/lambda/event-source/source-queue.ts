// The queue that feeds a function, as Lambda's poller uses it: with the function's role.
import { z } from "zod";
import { type CallQueueDeps, makeCallQueue } from "./call-queue.ts";

const MessageAttribute = z.object({
  DataType: z.string(),
  StringValue: z.string().optional(),
  /** Base64. */
  BinaryValue: z.string().optional(),
});

const Message = z.object({
  MessageId: z.string(),
  ReceiptHandle: z.string(),
  Body: z.string(),
  MD5OfBody: z.string(),
  MD5OfMessageAttributes: z.string().optional(),
  Attributes: z.record(z.string(), z.string()).default({}),
  MessageAttributes: z.record(z.string(), MessageAttribute).default({}),
});
export type Message = Readonly<z.infer<typeof Message>>;

const Received = z.object({ Messages: z.array(Message).default([]) });
const Deleted = z.object({
  Successful: z.array(z.object({ Id: z.string() })).default([]),
  Failed: z.array(z.object({ Id: z.string(), Code: z.string() })).default([]),
});
const QueueAttributes = z.object({ Attributes: z.object({ VisibilityTimeout: z.coerce.number() }) });

type ReceiveRequest = {
  readonly max: number;
  /** How long to wait for the first message. Real seconds. */
  readonly waitSeconds: number;
};

export type SourceQueue = ReturnType<typeof makeSourceQueue>;

type SourceQueueDeps = Omit<CallQueueDeps, "queueUrl"> & {
  readonly queueArn: string;
  /** What a request may take beyond its own waiting: a hung one must not stop the poller for good. Real ms. */
  readonly requestTimeout?: number;
};

/** SQS takes ten entries in one request. */
const inTens = <T>(values: readonly T[]): readonly (readonly T[])[] =>
  Array.from({ length: Math.ceil(values.length / 10) }, (_, index) =>
    values.slice(index * 10, index * 10 + 10),
  );

export const makeSourceQueue = (deps: SourceQueueDeps) => {
  const { account, queueArn, requestTimeout = 5_000 } = deps;
  const url = `${account.awsEndpoint}/${account.id}/${queueArn.split(":").at(-1) ?? ""}`;
  const call = makeCallQueue({ ...deps, queueUrl: url });

  /** What SQS does not call deleted is kept: an answer that says nothing about a handle settles nothing. */
  const removeTen = async (handles: readonly string[]): Promise<readonly (readonly [string, string])[]> => {
    const Entries = handles.map((ReceiptHandle, index) => ({ Id: String(index), ReceiptHandle }));
    const options = { answer: Deleted, timeout: requestTimeout };
    try {
      const { Successful, Failed } = await call("DeleteMessageBatch", { Entries }, options);
      const codes = new Map(Failed.map(({ Id, Code }) => [Id, Code]));
      const deleted = new Set(Successful.map(({ Id }) => Id));
      return Entries.filter(({ Id }) => !deleted.has(Id)).map(({ Id, ReceiptHandle }) => [
        ReceiptHandle,
        codes.get(Id) ?? "SQS did not confirm it",
      ]);
    } catch (error) {
      return handles.map((handle) => [handle, String(error)]);
    }
  };

  return {
    arn: queueArn,
    url,
    /** Seconds. */
    visibilityTimeout: async (): Promise<number> => {
      const options = { answer: QueueAttributes, timeout: requestTimeout };
      const { Attributes } = await call(
        "GetQueueAttributes",
        { AttributeNames: ["VisibilityTimeout"] },
        options,
      );
      return Attributes.VisibilityTimeout;
    },
    /** At most ten messages. */
    receive: async (
      { max, waitSeconds }: ReceiveRequest,
      signal: AbortSignal,
    ): Promise<readonly Message[]> => {
      const input = {
        MaxNumberOfMessages: max,
        WaitTimeSeconds: waitSeconds,
        MessageSystemAttributeNames: ["All"],
        MessageAttributeNames: ["All"],
      };
      const timeout = waitSeconds * 1000 + requestTimeout;
      return (await call("ReceiveMessage", input, { answer: Received, timeout, signal })).Messages;
    },
    /** Answers with the receipt handles that are not deleted, and why. */
    remove: async (receiptHandles: readonly string[]): Promise<ReadonlyMap<string, string>> => {
      const kept = await Promise.all(inTens(receiptHandles).map(removeTen));
      return new Map(kept.flat());
    },
  };
};
