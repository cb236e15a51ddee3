// Under which key a rejection stood, told from the archive: the write rules once more, in the order of the verdicts.
import type { RejectedSummary } from "./archived-verdict.ts";
import type { Sha256 } from "./cursor.ts";
import { decide, type Claim } from "./record-machine.ts";
import type { ProcessedRecord, RecordKey } from "./record.ts";
import { toCandidateKeys } from "./to-record.ts";

export type Winner = Pick<ProcessedRecord, "status" | "company_id" | "sha256" | "processed_at">;

export type Settled = {
  /** The processed message that has an id. */
  readonly winnerOf: (key: RecordKey) => Winner | undefined;
  /** The rejection that stands under a key, of those settled so far. */
  readonly rejectionUnder: (key: RecordKey) => Claim | undefined;
};

/**
 * What the rejection met under a key. A message that was processed later was not there yet, if the rejection could give
 * way to it; if it could not, the message would have lost the id, so the rejection was recorded after it.
 */
const metUnder = (key: RecordKey, rejection: RejectedSummary, settled: Settled): Claim | undefined => {
  const winner = settled.winnerOf(key);
  if (winner === undefined) return settled.rejectionUnder(key);
  const gaveWay = winner.processed_at > rejection.rejected_at && decide(rejection, winner) === "Write";
  return gaveWay ? settled.rejectionUnder(key) : winner;
};

/**
 * The key that a rejection took, to be asked in the order of `rejected_at`; undefined when every key was another's. It
 * takes the place of a rejection without a company that stood there. Where {@link Settled.winnerOf} has a message for
 * the key, the rejection gave way to it later: it has no record any more.
 */
export const settleRejection = (
  hash: Sha256,
  rejection: RejectedSummary,
  settled: Settled,
): RecordKey | undefined =>
  [...toCandidateKeys(hash, rejection)].find(
    (key) => decide(metUnder(key, rejection, settled), rejection) !== "Conflict",
  );
