// Hands a batch of messages to a function, deletes what it has dealt with and gives the rest back.
import type { Log } from "../../core/log.ts";
import type { Leases } from "../sqs/leases.ts";
import { toBatchVerdict } from "./batch-response.ts";
import type { InvokeResult } from "../../core/functions.ts";
import type { SourceQueue } from "./source-queue.ts";
import { type SqsRecord, toSqsEvent } from "./sqs-event.ts";

export type DeliverBatchDeps = {
  readonly queue: Pick<SourceQueue, "url" | "remove">;
  readonly invoke: (event: string) => Promise<InvokeResult>;
  /** Whether the mapping has ReportBatchItemFailures; without it the answer is not looked at. */
  readonly reportsFailures: boolean;
  readonly leases: Leases;
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
  const verdict = toBatchVerdict(result.payload, new Set(records.map(({ messageId }) => messageId)));
  if (verdict.kind === "understood") return records.filter(({ messageId }) => !verdict.failed.has(messageId));
  log("ERROR", source, `the whole batch counts as failed: ${verdict.reason}`, { messages: records.length });
  return [];
};

export const makeDeliverBatch =
  (deps: DeliverBatchDeps) =>
  async (records: readonly SqsRecord[]): Promise<Delivery> => {
    const { queue, leases, log, source } = deps;
    const result = await deps.invoke(toSqsEvent(records));
    const done = new Set(toSucceeded(deps, records, result).map(({ receiptHandle }) => receiptHandle));
    const kept = await queue.remove([...done]);
    for (const [handle, reason] of kept) {
      done.delete(handle);
      log("ERROR", source, `a message that was dealt with cannot be deleted and will come again: ${reason}`);
    }
    const returned = records.filter(({ receiptHandle }) => !done.has(receiptHandle));
    await Promise.all(returned.map(async ({ receiptHandle }) => leases.release(queue.url, receiptHandle)));
    return result.ok ? "done" : "thrown";
  };
