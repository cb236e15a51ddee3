// What must hold at every moment of a simulation, by name.

export const invariants = {
  "processed-is-final": "what is recorded as processed is never changed",
  "first-record-stays":
    "a rejection gives way to a correction of its own company alone, or to any company if it names none",
  "first-receipt-stays": "a record says when, and in which request, its text was archived",
  "archived-before-recorded":
    "when a record is written, the archive holds an object of the same hash under its key",
  "object-written-once": "an object is never changed",
  "in-its-own-place":
    "a winner stands under its id, a loser under the hash of its text; and so do their objects",
  "nothing-invented": "all that is stored or queued was sent",
  "acknowledged-is-on-record": "a message leaves the queue only when it is on record",
  "acknowledged-is-archived": "the text of each acknowledged message is in the archive",
  "never-in-no-place": "what is taken from the queue to be postponed is in the queue again",
  "one-truth": "a message ends as exactly one of processed, rejected, conflict",
  "duplicate-changes-nothing": "what is on record is not changed by another delivery of it",
  "healthy-is-acknowledged":
    "a delivery whose calls all work is acknowledged, whatever happens to others of its batch",
  "answers-in-time": "an invocation answers before its time is up, whatever hangs",
  "lone-failure-dies-after-three":
    "a message that fails alone is dead-lettered after exactly three deliveries",
  "outage-uses-up-no-delivery":
    "where all of a batch fails, and these are five messages or more, they are postponed",
  "throttling-uses-up-no-delivery": "a message whose calls are throttled is postponed",
  "delivery-ends": "a delivery ends after a few calls",
} as const;

export type InvariantName = keyof typeof invariants;

export type Violation = {
  readonly invariant: InvariantName;
  /** What was found instead. */
  readonly found: string;
};

export const violation = (invariant: InvariantName, found: string): Violation => ({ invariant, found });
