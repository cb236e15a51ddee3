// Receipt handles: opaque to clients, readable here. They say which receive of which message of which queue is meant.
import { createHash } from "node:crypto";
import { SqsFault } from "./sqs-fault.ts";

export type Receipt = {
  readonly queue: string;
  readonly messageId: string;
  /** The engine's own handle; unique per receive. */
  readonly engineHandle: string;
};

const digest = (text: string): string => createHash("sha256").update(text).digest("hex").slice(0, 16);

export const toReceiptHandle = (receipt: Receipt): string => {
  const text = `${receipt.queue}:${receipt.messageId}:${receipt.engineHandle}`;
  return Buffer.from(`${text}:${digest(text)}`).toString("base64");
};

const parts = /^(([\w-]+):([\w-]+):([\w-]+)):([0-9a-f]{16})$/;

const read = (handle: string): Receipt | undefined => {
  const decoded = Buffer.from(handle, "base64");
  if (decoded.toString("base64") !== handle) return undefined;
  const [, text, queue, messageId, engineHandle, check] = parts.exec(decoded.toString("utf8")) ?? [];
  if (text === undefined || queue === undefined || messageId === undefined || engineHandle === undefined) {
    return undefined;
  }
  return check === digest(text) ? { queue, messageId, engineHandle } : undefined;
};

/**
 * Throws ReceiptHandleIsInvalid for a handle that was never given out by this queue. One whose message is gone
 * is still valid, as on AWS.
 */
export const decodeReceiptHandle = (queue: string, handle: string): Receipt => {
  const receipt = read(handle);
  if (receipt?.queue !== queue) {
    throw new SqsFault(
      "ReceiptHandleIsInvalid",
      `The input receipt handle "${handle}" is not a valid receipt handle.`,
      404,
    );
  }
  return receipt;
};
