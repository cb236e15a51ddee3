// What the three batch operations share: one to ten entries, each succeeding or failing on its own.
import { SqsError, toQueryName } from "../sqs-error.ts";
import type { Answer } from "./operation.ts";

type BatchEntry = { readonly Id: string };

const checkEntries = (entries: readonly BatchEntry[]): void => {
  if (entries.length === 0)
    throw new SqsError("EmptyBatchRequest", "There should be at least one batch entry in the request.");
  if (entries.length > 10) {
    throw new SqsError(
      "TooManyEntriesInBatchRequest",
      `Maximum number of entries per request are 10. You have sent ${entries.length}.`,
    );
  }
  if (entries.some(({ Id }) => !/^[\w-]{1,80}$/.test(Id))) {
    throw new SqsError(
      "InvalidBatchEntryId",
      "A batch entry id can only contain alphanumeric characters, hyphens and underscores. It can be at most 80 letters long.",
    );
  }
  const twice = entries.find(({ Id }, index) => entries.findIndex((other) => other.Id === Id) !== index);
  if (twice !== undefined) throw new SqsError("BatchEntryIdsNotDistinct", `Id ${twice.Id} repeated.`);
};

const toFailed = (id: string, error: unknown): Answer => {
  if (!(error instanceof SqsError)) throw error;
  return {
    Id: id,
    SenderFault: error.status < 500,
    Code: toQueryName(error.code),
    Message: error.message,
  };
};

/** Runs the entries in order; an SQS error fails its own entry, anything unexpected the whole request. */
export const runBatch = <Entry extends BatchEntry>(
  entries: readonly Entry[],
  run: (entry: Entry) => Answer,
): Answer => {
  checkEntries(entries);
  const successful: Answer[] = [];
  const failed: Answer[] = [];
  for (const entry of entries) {
    try {
      successful.push({ Id: entry.Id, ...run(entry) });
    } catch (error) {
      failed.push(toFailed(entry.Id, error));
    }
  }
  return { Successful: successful, Failed: failed };
};
