// The deliveries of a message that failed, as a command shows them.
import { countOf } from "../terminal/in-words.ts";
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

/** Of more than these the first and the last are shown: a message that was postponed for hours has hundreds. */
const mostShown = 12;
const atEachEnd = 5;

/** What each said is told once, below: the same cause fails every delivery alike, in a line that fits no column. */
export const toAttemptsText = (attempts: readonly Attempt[]): string => {
  if (attempts.length === 0) return "No failed delivery is in the log.";
  const rows = attempts.map(({ at, code, receive_count: count }) => [
    at.slice(0, 19).replace("T", " "),
    count,
    code,
  ]);
  const details = attempts.flatMap(({ code, detail }) => (detail === null ? [] : [`${code}: ${detail}`]));
  const heads = ["failed at (UTC)", "delivery", "code"];
  const between = rows.length <= mostShown ? 0 : rows.length - 2 * atEachEnd;
  const shown = between === 0 ? rows : [...rows.slice(0, atEachEnd), ...rows.slice(-atEachEnd)];
  const lines = toTable(heads, shown).split("\n");
  if (between > 0)
    lines.splice(
      1 + atEachEnd,
      0,
      `… ${countOf(between, "delivery", "deliveries")} between: --json has them`,
    );
  return [...lines, ...new Set(details)].join("\n");
};
