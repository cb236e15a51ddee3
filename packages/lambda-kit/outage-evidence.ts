// What an execution environment has seen of the stores lately: whether a failure is the message's own or everybody's.

/** Different messages that must have failed: fewer may each be failing for a reason of their own. */
const MESSAGES = 5;

/**
 * Failed deliveries that are looked at. When a message that fails for a reason of its own is the only one left after an
 * outage, its deliveries push the others out.
 */
const DELIVERIES = 20;

/** Milliseconds. Longer than the longest pause of a postponed message, so that a few of them still make evidence. */
const WINDOW_MS = 30 * 60_000;

export type EndedBatch = {
  /** Something of it was processed or its rejection recorded: the stores work. */
  readonly hasSuccess: boolean;
  /** The SHA-256 of what failed: copies of one message count as one. */
  readonly failed: readonly string[];
  /** Epoch milliseconds. */
  readonly endedAt: number;
};

/**
 * Takes each batch once all its deliveries have ended, so that the first one of an outage counts already. True when
 * its failures are part of an outage: at least five different messages failed since the last success. A batch counts
 * as a whole, because within it failures end later than successes by nature, after their retries.
 */
export const makeOutageEvidence = () => {
  let failures: readonly { readonly sha256: string; readonly at: number }[] = [];
  return ({ hasSuccess, failed, endedAt }: EndedBatch): boolean => {
    const recent = failures.filter(({ at }) => at > endedAt - WINDOW_MS);
    // Once each: many copies of one message at the end of a large batch would push its other messages out.
    const added = [...new Set(failed)].map((sha256) => ({ sha256, at: endedAt }));
    failures = hasSuccess ? [] : [...recent, ...added].slice(-DELIVERIES);
    return new Set(failures.map(({ sha256 }) => sha256)).size >= MESSAGES;
  };
};
