// Which messages of a batch the function's response returns to the queue.
import { parseJson } from "../../../core/json.ts";
import { z } from "zod";

type BatchResult =
  /** All others succeeded. */
  | { readonly kind: "understood"; readonly failed: ReadonlySet<string> }
  /** The whole batch counts as failed. */
  | { readonly kind: "malformed"; readonly reason: string };

const BatchResponse = z
  .object({ batchItemFailures: z.array(z.object({ itemIdentifier: z.string() })).nullish() })
  .nullable();

const success: BatchResult = { kind: "understood", failed: new Set() };

/**
 * The rules of ReportBatchItemFailures: an empty or null answer or list is a complete success; an empty, null
 * or misspelt `itemIdentifier`, an unknown one, and an answer of another shape are a complete failure
 * (https://docs.aws.amazon.com/lambda/latest/dg/services-sqs-errorhandling.html).
 */
export const toBatchResult = (payload: string, messageIds: ReadonlySet<string>): BatchResult => {
  const answer = parseJson(payload);
  if (answer === "") return success;
  const decoded = BatchResponse.safeParse(answer);
  if (!decoded.success) return { kind: "malformed", reason: "the answer is no batch response" };
  const failed = (decoded.data?.batchItemFailures ?? []).map(({ itemIdentifier }) => itemIdentifier);
  const unknown = failed.find((id) => !messageIds.has(id));
  if (unknown !== undefined) return { kind: "malformed", reason: `${unknown} is no message of the batch` };
  return { kind: "understood", failed: new Set(failed) };
};
