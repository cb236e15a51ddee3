// Logs what became of each delivery of a batch, so that a message can be found by the id of its request.
import type { Failure } from "@message-handler/domain/failure.ts";
import * as E from "fp-ts/lib/Either.js";
import type { Handled } from "./handled.ts";
import type { Log, LogFields } from "./log.ts";

export type Ended = Handled & {
  /** Whether the message was sent to the queue again; there when it failed. */
  readonly isPostponed?: boolean;
};

/**
 * Deliveries in one line: some 60 KB. CloudWatch Logs takes 256 KB, and a line that it cuts is no JSON any more, which
 * no metric filter would count.
 */
const MOST_IN_A_LINE = 400;

/** Names of the failures in a batch's summary; a success is counted under its own outcome. */
const failureOutcomes: Readonly<Record<Failure["kind"], string>> = {
  Permanent: "Rejected",
  Transient: "Failed",
};

const toOutcome = E.match(
  ({ kind }: Failure) => failureOutcomes[kind],
  (outcome: string) => outcome,
);

/** Ids, and no value of the message. */
const toEntry = ({ delivery, result, at, isPostponed }: Ended) => {
  const { receivedAt, requestId, sqsMessageId } = delivery;
  return {
    request_id: requestId,
    sqs_message_id: sqsMessageId,
    outcome: isPostponed === true ? "Postponed" : toOutcome(result),
    // Another machine's clock gave the time, and it may be ahead.
    age_ms: receivedAt === undefined ? undefined : Math.max(0, at.getTime() - receivedAt),
  } satisfies LogFields;
};

const countOutcomes = (entries: readonly { readonly outcome: string }[]): LogFields => {
  const counts: Record<string, number> = {};
  for (const { outcome } of entries) counts[outcome] = (counts[outcome] ?? 0) + 1;
  return counts;
};

/** One line `batch ended` with the counts of all; the deliveries of a batch too large for it stand in lines before. */
export const logBatch = (log: Log, ended: readonly Ended[]): void => {
  const entries = ended.map(toEntry);
  let start = 0;
  for (; start + MOST_IN_A_LINE < entries.length; start += MOST_IN_A_LINE)
    log("INFO", "batch ending", { messages: entries.slice(start, start + MOST_IN_A_LINE) });
  log("INFO", "batch ended", {
    deliveries: entries.length,
    outcomes: countOutcomes(entries),
    messages: entries.slice(start),
  });
};
