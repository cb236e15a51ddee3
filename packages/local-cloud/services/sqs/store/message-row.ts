// A message as it is kept, and as receivers and onlookers see it.
import type { Database } from "../../../core/database.ts";
import type { QueuedMessage } from "../../../core/state.ts";
import { MessageAttributes } from "../message-attributes.ts";
import type { Receipt } from "../receipt-handle.ts";

export type Row = ReturnType<ReturnType<Database["prepare"]>["all"]>[number];

export type ReceivedMessage = {
  readonly receipt: Receipt;
  readonly body: string;
  readonly attributes: MessageAttributes;
  /** Its MessageGroupId. */
  readonly group: string | undefined;
  readonly traceHeader: string | undefined;
  readonly sentAt: number;
  readonly receiveCount: number;
  readonly firstReceivedAt: number;
  /** The ARN of the queue it was dead-lettered from. */
  readonly deadLetterSource: string | undefined;
};

/** Its MessageGroupId. */
export const groupOf = ({ message_group: group }: Row): string | undefined =>
  typeof group === "string" ? group : undefined;

export const deadLetterSourceOf = ({ dead_letter_source: source }: Row): string | undefined =>
  typeof source === "string" ? source : undefined;

const traceHeaderOf = ({ trace_header: header }: Row): string | undefined =>
  typeof header === "string" ? header : undefined;

const toIso = (milliseconds: unknown): string => new Date(Number(milliseconds)).toISOString();

export const toQueued = (row: Row, now: number): QueuedMessage => {
  const receiveCount = Number(row["receive_count"]);
  const hidden = receiveCount > 0 ? "in_flight" : "delayed";
  const source = deadLetterSourceOf(row);
  const group = groupOf(row);
  const traceHeader = traceHeaderOf(row);
  return {
    message_id: String(row["id"]),
    body: String(row["body"]),
    attributes: {
      SentTimestamp: String(row["sent_at"]),
      ApproximateReceiveCount: String(receiveCount),
      ...(group === undefined ? {} : { MessageGroupId: group }),
      ...(traceHeader === undefined ? {} : { AWSTraceHeader: traceHeader }),
      ...(source === undefined ? {} : { DeadLetterQueueSourceArn: source }),
    },
    message_attributes: MessageAttributes.parse(JSON.parse(String(row["attributes"]))),
    receive_count: receiveCount,
    sent_at: toIso(row["sent_at"]),
    visible_at: toIso(row["visible_at"]),
    state: Number(row["visible_at"]) > now ? hidden : "visible",
  };
};

export const toReceived = (queue: string, row: Row, now: number): ReceivedMessage => {
  const receiveCount = Number(row["receive_count"]) + 1;
  return {
    receipt: { queue, sequence: Number(row["sequence"]), messageId: String(row["id"]), receiveCount },
    body: String(row["body"]),
    attributes: MessageAttributes.parse(JSON.parse(String(row["attributes"]))),
    group: groupOf(row),
    traceHeader: traceHeaderOf(row),
    sentAt: Number(row["sent_at"]),
    receiveCount,
    firstReceivedAt: Number(row["first_received_at"] ?? now),
    deadLetterSource: deadLetterSourceOf(row),
  };
};
