// A failed delivery goes back to the queue: hidden for longer each time.
import type { TransientFailure } from "@message-handler/domain/failure.ts";
import * as E from "fp-ts/lib/Either.js";
import { toRetryDelay } from "./retry-delay.ts";
import type { Delivery } from "./delivery.ts";
import { redactError } from "./redact-error.ts";
import { withDeadline } from "./with-deadline.ts";
import type { Log } from "./log.ts";

/** Hides the delivery for so many whole seconds from now on. */
export type ChangeVisibility = (
  receiptHandle: string,
  seconds: number,
) => Promise<E.Either<TransientFailure, void>>;

export type ReturnToQueueDeps = {
  readonly changeVisibility: ChangeVisibility;
  /** The first pause is one to two times this long, each further range twice the one before. Whole seconds. */
  readonly retryBaseSeconds: number;
  /** Uniform in [0, 1). */
  readonly random: () => number;
};

/**
 * Takes `withinMs` milliseconds at most and never fails: where no pause can be set, the queue's own visibility
 * time-out is the pause, which is worth a warning and no more.
 */
export const returnToQueue = async (
  { changeVisibility, retryBaseSeconds: baseSeconds, random }: ReturnToQueueDeps,
  { receiptHandle, receiveCount }: Delivery,
  log: Log,
  withinMs: number,
): Promise<void> => {
  const seconds = toRetryDelay({ delivery: receiveCount, baseSeconds, random });
  const paused = await withDeadline(async () => changeVisibility(receiptHandle, seconds), withinMs);
  if (E.isRight(paused)) {
    log("INFO", "retry delayed", { retry_delay_seconds: seconds });
    return;
  }
  const { code, detail, cause } = paused.left;
  log("WARN", "retry not delayed", {
    code,
    detail,
    ...(cause === undefined ? {} : { cause: redactError(cause) }),
  });
};
