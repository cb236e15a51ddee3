// fauxqs as a store of messages: what the operations need of it, and its traps closed.
import type { FauxqsServer } from "fauxqs";
import { z } from "zod";
import type { Account } from "../../core/account.ts";
import { makeForward } from "../forward.ts";
import { MessageAttributes } from "./message-attributes.ts";
import { fromStoredBody, toStoredBody } from "./message-text.ts";
import { notSimulated, SqsFault } from "./sqs-fault.ts";

const StoredMessage = z.object({
  MessageId: z.string(),
  ReceiptHandle: z.string(),
  Body: z.string(),
  Attributes: z.record(z.string(), z.string()),
  MessageAttributes: MessageAttributes.default({}),
});
const Received = z.object({ Messages: z.array(StoredMessage).default([]) });

export type EngineMessage = {
  readonly messageId: string;
  readonly engineHandle: string;
  readonly body: string;
  /** `SentTimestamp`, `ApproximateReceiveCount`, … */
  readonly system: Readonly<Record<string, string>>;
  readonly attributes: z.infer<typeof MessageAttributes>;
};

export type Outgoing = {
  readonly body: string;
  readonly attributes: z.infer<typeof MessageAttributes>;
  /** Real seconds; may be a fraction. */
  readonly delaySeconds: number;
};

export type ReceiveRequest = {
  readonly max: number;
  /** Real seconds; the queue's own when undefined. */
  readonly visibilitySeconds: number | undefined;
};

export type Engine = {
  /** The id of the new message. */
  readonly send: (queue: string, message: Outgoing) => string;
  /** Never waits: a wait in fauxqs cannot be ended, and takes the next message for a client that is gone. */
  readonly receive: (queue: string, request: ReceiveRequest) => Promise<readonly EngineMessage[]>;
  /** Without effect when that receive is over. */
  readonly remove: (queue: string, engineHandle: string) => Promise<void>;
  /** Hides for `ms` real milliseconds from now; MessageNotInflight when that receive is over. */
  readonly hide: (queue: string, engineHandle: string, ms: number) => Promise<void>;
  /** Any other operation, in the JSON protocol. */
  readonly call: (operation: string, input: Readonly<Record<string, unknown>>) => Promise<unknown>;
};

/** What fauxqs takes at most, whatever a queue's own limit: SQS's ceiling of 1 MiB. */
export const engineMaximumMessageSize = 1_048_576;

const EngineError = z.object({ __type: z.string(), message: z.string().default("") });

const toFault = (status: number, answer: unknown): SqsFault => {
  const known = EngineError.safeParse(answer);
  if (!known.success) return new SqsFault("InternalFailure", `fauxqs answered ${status}`, 500);
  return new SqsFault(known.data.__type.replace(/^.*#/, ""), known.data.message, status);
};

const toEngineMessage = (stored: z.infer<typeof StoredMessage>): EngineMessage => ({
  messageId: stored.MessageId,
  engineHandle: stored.ReceiptHandle,
  body: fromStoredBody(stored.Body),
  system: stored.Attributes,
  attributes: stored.MessageAttributes,
});

/**
 * Every queue in the engine has the engine's size limit: the queue's own is checked before a message gets here.
 * A visibility of 0 is never passed on, because fauxqs 2.4.1 then writes a null into its database and loses the
 * message; a millisecond does the same.
 */
export const makeEngine = (fauxqs: FauxqsServer, account: Account): Engine => {
  const forward = makeForward(`http://127.0.0.1:${fauxqs.port}`);
  const call: Engine["call"] = async (operation, input) => {
    const { status, body } = await forward({
      method: "POST",
      url: "/",
      headers: { "content-type": "application/x-amz-json-1.0", "x-amz-target": `AmazonSQS.${operation}` },
      body: Buffer.from(JSON.stringify(input)),
    });
    const answer = JSON.parse(body.toString("utf8")) as unknown;
    if (status !== 200) throw toFault(status, answer);
    return answer;
  };
  // Only the last segment of a URL counts for fauxqs, as long as the host does not look like AWS's.
  const urlOf = (queue: string): string => `http://127.0.0.1/${account.id}/${queue}`;
  return {
    call,
    send: (queue, { body, attributes, delaySeconds }) => {
      const stored = toStoredBody(body);
      if (Buffer.byteLength(stored) > engineMaximumMessageSize) {
        throw notSimulated("text with characters beyond U+FFFF of more than 768 KiB");
      }
      const messageAttributes = Object.fromEntries(
        Object.entries(attributes).map(([name, { DataType, StringValue, BinaryValue }]) => [
          name,
          BinaryValue === undefined
            ? { DataType, StringValue: StringValue ?? "" }
            : { DataType, BinaryValue },
        ]),
      );
      return fauxqs.sendMessage(queue, stored, { region: account.region, messageAttributes, delaySeconds })
        .messageId;
    },
    receive: async (queue, { max, visibilitySeconds }) => {
      const answer = await call("ReceiveMessage", {
        QueueUrl: urlOf(queue),
        MaxNumberOfMessages: max,
        WaitTimeSeconds: 0,
        MessageSystemAttributeNames: ["All"],
        MessageAttributeNames: ["All"],
        ...(visibilitySeconds === undefined ? {} : { VisibilityTimeout: visibilitySeconds }),
      });
      return Received.parse(answer).Messages.map(toEngineMessage);
    },
    remove: async (queue, engineHandle) => {
      await call("DeleteMessage", { QueueUrl: urlOf(queue), ReceiptHandle: engineHandle });
    },
    hide: async (queue, engineHandle, ms) => {
      await call("ChangeMessageVisibility", {
        QueueUrl: urlOf(queue),
        ReceiptHandle: engineHandle,
        VisibilityTimeout: Math.max(ms, 1) / 1000,
      });
    },
  };
};
