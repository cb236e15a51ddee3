// Hands a batch of messages to a function, deletes those that it processed and returns the rest to the queue.
import type { Log } from "../../../core/log.ts";
import { toBatchResult } from "./batch-response.ts";
import type { InvokeResult } from "../../../core/functions.ts";
import type { SourceQueue } from "./source-queue.ts";
import { type SqsRecord, toSqsEvent } from "./sqs-event.ts";

export type DeliverBatchDeps = {
  readonly queue: Pick<SourceQueue, "url" | "remove">;
  readonly invoke: (event: string) => Promise<InvokeResult>;
  /** Whether the mapping has ReportBatchItemFailures; without it the answer is not looked at. */
  readonly reportsFailures: boolean;
  /** The function has ended its work on a message that is not deleted. */
  readonly returnToQueue: (queueUrl: string, receiptHandle: string) => void;
  readonly log: Log;
  readonly source: string;
};

/** "thrown": the invocation failed as a whole, which is what makes a poller back off. */
export type Delivery = "done" | "thrown";

const toSucceeded = (
  { reportsFailures, log, source }: DeliverBatchDeps,
  records: readonly SqsRecord[],
  result: InvokeResult,
): readonly SqsRecord[] => {
  if (!result.ok) {
    const { kind, errorType, errorMessage } = result.error;
    log("WARN", source, `the invocation failed (${kind}); its messages return to the queue`, {
      messages: records.length,
      errorType,
      errorMessage,
    });
    return [];
  }
  if (!reportsFailures) return records;
  const answer = toBatchResult(result.payload, new Set(records.map(({ messageId }) => messageId)));
  if (answer.kind === "understood") return records.filter(({ messageId }) => !answer.failed.has(messageId));
  log("ERROR", source, `the whole batch counts as failed: ${answer.reason}`, { messages: records.length });
  return [];
};

export const makeDeliverBatch =
  (deps: DeliverBatchDeps) =>
  async (records: readonly SqsRecord[]): Promise<Delivery> => {
    const { queue, returnToQueue, log, source } = deps;
    const result = await deps.invoke(toSqsEvent(records));
    const deleted = new Set(toSucceeded(deps, records, result).map(({ receiptHandle }) => receiptHandle));
    const kept = await queue.remove([...deleted]);
    for (const [handle, reason] of kept) {
      deleted.delete(handle);
      log("ERROR", source, `a message that was processed cannot be deleted and will come again: ${reason}`);
    }
    for (const { receiptHandle } of records)
      if (!deleted.has(receiptHandle)) returnToQueue(queue.url, receiptHandle);
    return result.ok ? "done" : "thrown";
  };
