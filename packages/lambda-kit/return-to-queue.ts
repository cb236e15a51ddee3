// Returns a failed delivery to the queue, with a longer delay before each retry.
import type { TransientFailure } from "@message-handler/domain/failure.ts";
import * as E from "fp-ts/lib/Either.js";
import { toRetryDelay } from "./retry-delay.ts";
import type { Delivery } from "./delivery.ts";
import { redactError } from "./redact-error.ts";
import { withDeadline } from "./with-deadline.ts";
import type { Log } from "./log.ts";

/** Hides the delivery for this many whole seconds from now. */
export type ChangeVisibility = (
  receiptHandle: string,
  seconds: number,
) => Promise<E.Either<TransientFailure, void>>;

export type ReturnToQueueDeps = {
  readonly changeVisibility: ChangeVisibility;
  /** The first delay is one to two times this long, each further range twice the one before. Whole seconds. */
  readonly retryBaseSeconds: number;
  /** Uniform in [0, 1). */
  readonly random: () => number;
};

/**
 * Takes `withinMs` milliseconds at most and never fails: where the delay cannot be set, the queue's own visibility
 * time-out applies, which is worth a warning and no more.
 */
export const returnToQueue = async (
  { changeVisibility, retryBaseSeconds: baseSeconds, random }: ReturnToQueueDeps,
  { receiptHandle, receiveCount }: Delivery,
  log: Log,
  withinMs: number,
): Promise<void> => {
  const seconds = toRetryDelay({ delivery: receiveCount, baseSeconds, random });
  const changed = await withDeadline(async () => changeVisibility(receiptHandle, seconds), withinMs);
  if (E.isRight(changed)) {
    log("INFO", "retry delayed", { retry_delay_seconds: seconds });
    return;
  }
  const { code, detail, cause } = changed.left;
  log("WARN", "retry not delayed", {
    code,
    detail,
    ...(cause === undefined ? {} : { cause: redactError(cause) }),
  });
};
