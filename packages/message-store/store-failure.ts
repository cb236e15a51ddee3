// Failures that the store finds itself: the service answered, but the answer cannot be acted upon.
import type { TransientFailure } from "@message-handler/domain/failure.ts";

/**
 * A 200 that lacks what the service always sends. The SDK takes the answer of a proxy or a captive portal for a
 * success wherever an operation's answer may be empty; a write believed on that ground would be lost.
 */
export const unconfirmed = (operation: string): TransientFailure => ({
  kind: "Transient",
  code: "UnconfirmedAnswer",
  detail: `${operation} was answered without the proof that the service carried it out.`,
  needsOperator: false,
});

/** Between two calls somebody else changed what they were about; a later try finds it settled. */
export const changedMeanwhile = (operation: string): TransientFailure => ({
  kind: "Transient",
  code: "ChangedMeanwhile",
  detail: `${operation} met a state that was gone when it was read.`,
  needsOperator: false,
});

/** Something is stored that this code has not written. */
export const unreadableState = (operation: string, expected: string): TransientFailure => ({
  kind: "Transient",
  code: "UnreadableState",
  detail: `${operation} found something stored that is not ${expected}.`,
  needsOperator: true,
});
