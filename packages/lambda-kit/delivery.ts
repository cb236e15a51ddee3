// One delivery of a queued message, decoded from Lambda's SQS event.
import { ownProps } from "@message-handler/domain/own-props.ts";
import { textCodec } from "@message-handler/domain/text-codec.ts";
import * as E from "fp-ts/lib/Either.js";
import * as t from "io-ts";
import { sha256 } from "./sha256.ts";

export type Delivery = {
  readonly sqsMessageId: string;
  readonly receiptHandle: string;
  /** Exactly the text that was sent. */
  readonly body: string;
  /** Of the body as UTF-8, hex. */
  readonly sha256: string;
  /** 1 for the first delivery; 1 as well when SQS does not say. */
  readonly receiveCount: number;
  /** The id of the API request that the message was accepted with; only a text that has the form of one. */
  readonly requestId: string | undefined;
  /**
   * Epoch milliseconds at which the API took the message: the gateway's attribute `received_at`, else the time SQS took
   * it. Undefined when neither can be read.
   */
  readonly receivedAt: number | undefined;
  /** The text of a message attribute; empty when it has another kind of value. */
  readonly attribute: (name: string) => string | undefined;
  /** All that was sent beside the body, to be sent again; undefined when some of it cannot be read. */
  readonly toSentWith: () => SentWith | undefined;
};

/** As SQS keeps it: with one of the two values. */
export type MessageAttribute = {
  readonly dataType: string;
  readonly stringValue?: string;
  readonly binaryValue?: Uint8Array;
};

export type SentWith = {
  readonly attributes: Readonly<Record<string, MessageAttribute>>;
  readonly groupId?: string;
  /** Of the trace that it belongs to. */
  readonly traceHeader?: string;
};

/**
 * API Gateway's are UUIDs or short tokens; anything else was set by someone who may write to the queue, and is neither
 * logged nor stored.
 */
const REQUEST_ID = /^[\w-]{1,64}$/;

const toRequestId = (text: string | undefined): string | undefined =>
  text !== undefined && REQUEST_ID.test(text) ? text : undefined;

/** Epoch milliseconds. 15 digits reach past the year 9999, whose text as ISO 8601 would no longer sort by time. */
const LATEST = Date.UTC(9999, 11, 31, 23, 59, 59, 999);

const toEpochMs = (text: string | undefined): number | undefined =>
  text !== undefined && /^\d{1,15}$/.test(text) && Number(text) <= LATEST ? Number(text) : undefined;

const NonEmptyText = textCodec("a non-empty text", (text) => (text === "" ? undefined : text));

/** Without the first three a delivery can neither be read nor returned to the queue. */
const SqsRecord = ownProps({
  messageId: NonEmptyText,
  receiptHandle: NonEmptyText,
  body: t.string,
  attributes: t.unknown,
  messageAttributes: t.unknown,
});
const SqsEvent = ownProps({ Records: t.readonlyArray(SqsRecord) });

const entriesOf = (input: unknown): readonly (readonly [string, unknown])[] =>
  typeof input === "object" && input !== null ? Object.entries(input) : [];

const fieldOf = (input: unknown, name: string): unknown =>
  typeof input === "object" && input !== null && Object.hasOwn(input, name)
    ? (input as Readonly<Record<string, unknown>>)[name]
    : undefined;

const textOf = (input: unknown): string | undefined => (typeof input === "string" ? input : undefined);

const toReceiveCount = (text: string | undefined): number =>
  /^[1-9]\d{0,8}$/.test(text ?? "") ? Number(text) : 1;

const toMessageAttribute = (input: unknown): MessageAttribute | undefined => {
  const [dataType, stringValue, base64] = ["dataType", "stringValue", "binaryValue"].map((name) =>
    textOf(fieldOf(input, name)),
  );
  if (dataType === undefined) return undefined;
  if (stringValue !== undefined) return { dataType, stringValue };
  return base64 === undefined ? undefined : { dataType, binaryValue: Buffer.from(base64, "base64") };
};

const toSentWith = (messageAttributes: unknown, system: unknown): SentWith | undefined => {
  const attributes: Record<string, MessageAttribute> = {};
  for (const [name, input] of entriesOf(messageAttributes)) {
    const attribute = toMessageAttribute(input);
    if (attribute === undefined) return undefined;
    attributes[name] = attribute;
  }
  const [groupId, traceHeader] = ["MessageGroupId", "AWSTraceHeader"].map((name) =>
    textOf(fieldOf(system, name)),
  );
  return {
    attributes,
    ...(groupId === undefined ? {} : { groupId }),
    ...(traceHeader === undefined ? {} : { traceHeader }),
  };
};

const toDelivery = (record: t.TypeOf<typeof SqsRecord>): Delivery => {
  const { messageId, receiptHandle, body, attributes: system, messageAttributes } = record;
  const attribute = (name: string): string | undefined => {
    const found = fieldOf(messageAttributes, name);
    return found === undefined ? undefined : (textOf(fieldOf(found, "stringValue")) ?? "");
  };
  return {
    sqsMessageId: messageId,
    receiptHandle,
    body,
    sha256: sha256(body),
    receiveCount: toReceiveCount(textOf(fieldOf(system, "ApproximateReceiveCount"))),
    requestId: toRequestId(attribute("request_id")),
    receivedAt: toEpochMs(attribute("received_at")) ?? toEpochMs(textOf(fieldOf(system, "SentTimestamp"))),
    attribute,
    toSentWith: () => toSentWith(messageAttributes, system),
  };
};

const describeError = ({ context }: t.ValidationError): string => {
  const path = context.slice(1).map(({ key }) => key);
  return `${["event", ...path].join(".")}: expected ${context.at(-1)?.type.name ?? "something else"}`;
};

/**
 * Fails, naming the first error and no value, when the event is not an SQS batch: the event source is then wrong
 * and nothing in it can be reported on. Attributes are only ever additions, so one that cannot be read is not an error.
 */
export const decodeDeliveries = (event: unknown): E.Either<string, readonly Delivery[]> => {
  const decoded = SqsEvent.decode(event);
  if (E.isLeft(decoded)) return E.left(decoded.left.slice(0, 1).map(describeError).join());
  return decoded.right.Records.length === 0
    ? E.left("event.Records: expected at least one record")
    : E.right(decoded.right.Records.map(toDelivery));
};
