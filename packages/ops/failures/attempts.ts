// The deliveries of a message that failed, as a command shows them.
import { toTable } from "../terminal/table.ts";
import type { FailedDelivery } from "./failed-deliveries.ts";

export type Attempt = {
  /** ISO 8601 */
  readonly at: string;
  readonly code: string;
  readonly detail: string | null;
  /** Which delivery it was. */
  readonly receive_count: number;
  /** Of that life of the message: a redrive or a postponement gives it another. */
  readonly sqs_message_id: string;
};

export const toAttempts = (deliveries: readonly FailedDelivery[]): readonly Attempt[] =>
  deliveries.map(({ at, code, detail = null, receiveCount, sqsMessageId }) => ({
    at,
    code,
    detail,
    receive_count: receiveCount,
    sqs_message_id: sqsMessageId,
  }));

/** What each said is told once, below: the same cause fails every delivery alike, in a line that fits no column. */
export const toAttemptsText = (attempts: readonly Attempt[]): string => {
  if (attempts.length === 0) return "No failed delivery is in the log.";
  const rows = attempts.map(({ at, code, receive_count: count }) => [
    at.slice(0, 19).replace("T", " "),
    count,
    code,
  ]);
  const details = attempts.flatMap(({ code, detail }) => (detail === null ? [] : [`${code}: ${detail}`]));
  return [toTable(["failed at (UTC)", "delivery", "code"], rows), ...new Set(details)].join("\n");
};
