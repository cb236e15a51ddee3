// What the three batch operations share: one to ten entries, each succeeding or failing on its own.
import type { Answer } from "./operation.ts";
import { SqsFault, toQueryName } from "./sqs-fault.ts";

export type BatchEntry = { readonly Id: string };

const checkEntries = (entries: readonly BatchEntry[]): void => {
  if (entries.length === 0) {
    throw new SqsFault("EmptyBatchRequest", "There should be at least one batch entry in the request.");
  }
  if (entries.length > 10) {
    throw new SqsFault(
      "TooManyEntriesInBatchRequest",
      `Maximum number of entries per request are 10. You have sent ${entries.length}.`,
    );
  }
  if (entries.some(({ Id }) => !/^[\w-]{1,80}$/.test(Id))) {
    throw new SqsFault(
      "InvalidBatchEntryId",
      "A batch entry id can only contain alphanumeric characters, hyphens and underscores. It can be at most 80 letters long.",
    );
  }
  const twice = entries.find(({ Id }, index) => entries.findIndex((other) => other.Id === Id) !== index);
  if (twice !== undefined) throw new SqsFault("BatchEntryIdsNotDistinct", `Id ${twice.Id} repeated.`);
};

const toFailed = (id: string, error: unknown): Answer => {
  if (!(error instanceof SqsFault)) throw error;
  return {
    Id: id,
    SenderFault: error.status < 500,
    Code: toQueryName(error.code),
    Message: error.message,
  };
};

/** Runs the entries in order; a fault fails its own entry, anything unexpected the whole request. */
export const runBatch = async <Entry extends BatchEntry>(
  entries: readonly Entry[],
  run: (entry: Entry) => Promise<Answer> | Answer,
): Promise<Answer> => {
  checkEntries(entries);
  const successful: Answer[] = [];
  const failed: Answer[] = [];
  for (const entry of entries) {
    try {
      successful.push({ Id: entry.Id, ...(await run(entry)) });
    } catch (error) {
      failed.push(toFailed(entry.Id, error));
    }
  }
  return { Successful: successful, Failed: failed };
};
