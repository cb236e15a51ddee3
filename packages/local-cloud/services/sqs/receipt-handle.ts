// Receipt handles: opaque to clients, readable here.
import { createHash } from "node:crypto";
import { SqsError } from "./sqs-error.ts";

/** Which receive of which message of which queue is meant. */
export type Receipt = {
  readonly queue: string;
  /** Where the message is stored; used anew once it is gone, so that it needs the id beside it. */
  readonly sequence: number;
  readonly messageId: string;
  readonly receiveCount: number;
};

const digest = (text: string): string => createHash("sha256").update(text).digest("hex").slice(0, 16);

export const toReceiptHandle = ({ queue, sequence, messageId, receiveCount }: Receipt): string => {
  const text = `${queue}:${sequence}:${messageId}:${receiveCount}`;
  return Buffer.from(`${text}:${digest(text)}`).toString("base64");
};

const parts = /^(([\w-]+):(\d+):([\w-]+):(\d+)):([0-9a-f]{16})$/;

const read = (handle: string): Receipt | undefined => {
  const decoded = Buffer.from(handle, "base64");
  if (decoded.toString("base64") !== handle) return undefined;
  const [, text = "", queue = "", sequence, messageId = "", receiveCount, check] =
    parts.exec(decoded.toString("utf8")) ?? [];
  if (check !== digest(text)) return undefined;
  return { queue, sequence: Number(sequence), messageId, receiveCount: Number(receiveCount) };
};

/**
 * Throws ReceiptHandleIsInvalid for a handle that was never given out by this queue. One whose message is gone
 * is still valid, as on AWS.
 */
export const decodeReceiptHandle = (queue: string, handle: string): Receipt => {
  const receipt = read(handle);
  if (receipt?.queue !== queue) {
    throw new SqsError(
      "ReceiptHandleIsInvalid",
      `The input receipt handle "${handle}" is not a valid receipt handle.`,
      404,
    );
  }
  return receipt;
};
