// When Lambda's pollers are told to slow down, by an invocation that throws.
import type { TransientFailure } from "@message-handler/domain/failure.ts";
import type { Delivery } from "./delivery.ts";
import { toTransient } from "./handled.ts";
import type { Ended } from "./log-batch.ts";

/** A message without a group is a group of its own. */
const toGroup = ({ toSentWith, sqsMessageId }: Delivery): string => toSentWith()?.groupId ?? sqsMessageId;

type Failed = { readonly delivery: Delivery; readonly failure: TransientFailure };

/**
 * Throttling of a single group is no reason: its messages wait in the queue already, and slower polling would make those
 * of all the others wait as well.
 */
const isOneGroupThrottled = (failed: readonly Failed[]): boolean =>
  failed.every(({ failure }) => failure.isThrottled === true) &&
  new Set(failed.map(({ delivery }) => toGroup(delivery))).size === 1;

/** The codes of the failures, when all of the batch failed or most of it was postponed; undefined otherwise. */
export const toReasonToSlowDown = (ended: readonly Ended[]): string | undefined => {
  const failed = ended.flatMap((each): Failed[] => {
    const failure = toTransient(each);
    return failure === undefined ? [] : [{ delivery: each.delivery, failure }];
  });
  const isMostlyPostponed = ended.filter(({ isPostponed }) => isPostponed === true).length > ended.length / 2;
  const hasAllFailed = failed.length === ended.length;
  if (!(hasAllFailed || isMostlyPostponed) || isOneGroupThrottled(failed)) return undefined;
  const share = hasAllFailed ? `All ${ended.length}` : `${failed.length} of ${ended.length}`;
  const codes = [...new Set(failed.map(({ failure }) => failure.code))].join(", ");
  return `${share} deliveries of the batch failed: ${codes}`;
};
