// Failures without an AWS error: the service answered, but not with what the store needs.
import type { TransientFailure } from "@message-handler/domain/failure.ts";

const failure = (code: string, detail: string, needsOperator = false): TransientFailure => ({
  kind: "Transient",
  code,
  detail,
  needsOperator,
});

/**
 * A 200 that lacks what the service always sends. The SDK takes the answer of a proxy or a captive portal for a
 * success wherever an operation's answer may be empty; a write believed on that ground would be lost.
 */
export const unconfirmed = (operation: string): TransientFailure =>
  failure(
    "UnconfirmedAnswer",
    `${operation} was answered without the proof that the service carried it out.`,
  );

/** Another writer changed the state between two calls; a retry will succeed. */
export const changedMeanwhile = (operation: string): TransientFailure =>
  failure("ChangedMeanwhile", `${operation} met a state that was gone when it was read.`);

/** What is stored was not written by this code. */
export const unreadableState = (operation: string, expected: string): TransientFailure =>
  failure("UnreadableState", `${operation} found something stored that is not ${expected}.`, true);
