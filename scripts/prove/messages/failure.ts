// What a proof found wrong, under the name of the check that found it.

export const checks = {
  run: "a run comes to its end",
  accepted: "every message that is due a 202 gets one, and nothing else does",
  lost: "every 202 ends as one record: Processed, Rejected or the loser of a conflict",
  verdict: "the record says what the message deserves",
  invented: "nothing exists that was not sent",
  "turned back": "what is Processed stays as it is",
  archived: "each text is in the archive, under the key and with the verdict of its record",
  "archived first": "whatever is recorded as Processed has been archived before",
  "received at": "a record says when, and in which request, its message was accepted",
  group: "each message waits in the group of its company",
  "dead letters":
    "what fails alone is dead-lettered, what meets an outage is not, and a redrive completes the rest",
  drained: "the queue drains",
  api: "what the API shows agrees with the ledger",
  isolation: "no company sees another one's messages, and nobody without a token gets in",
} as const;
export type Check = keyof typeof checks;

export type Failure = {
  readonly check: Check;
  /** A sentence, with ids and hashes and without a value of a message. */
  readonly what: string;
};
