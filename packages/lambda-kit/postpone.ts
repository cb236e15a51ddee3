// Postpones a delivery: sends the message to the queue again, as a new one with a delay, so that no delivery is used up.
import type { TransientFailure } from "@message-handler/domain/failure.ts";
import * as E from "fp-ts/lib/Either.js";
import type { Delivery, SentWith } from "./delivery.ts";
import { logTransient } from "./log-transient.ts";
import type { Log } from "./log.ts";
import { withDeadline } from "./with-deadline.ts";

/** A message as it is sent to the queue. */
export type QueuedCopy = SentWith & {
  readonly body: string;
  /** Whole seconds, 900 at most. */
  readonly delaySeconds: number;
};

/** Right when the queue has the copy. */
export type SendCopy = (copy: QueuedCopy) => Promise<E.Either<TransientFailure, void>>;

export type PostponeDeps = {
  readonly sendCopy: SendCopy;
  /** Milliseconds from its acceptance for which a message is postponed; after that its deliveries count. */
  readonly postponeForMs: number;
  /** Uniform in [0, 1). */
  readonly random: () => number;
  readonly now: () => Date;
};

/** Seconds. */
const SHORTEST = 60;
/** Twice this is SQS's longest delay. */
const LONGEST = 450;

/**
 * Whole seconds, uniform in [b, 2b), where b is a third of the message's age, from 60 s to 450 s: on average half its
 * age. So a short outage costs little time, a long one few copies, and 15 minutes after its end all have come back.
 */
export const toPostponeDelay = (ageMs: number, random: () => number): number => {
  const base = Math.min(Math.max(Math.floor(ageMs / 3000), SHORTEST), LONGEST);
  return base + Math.floor(random() * base);
};

/** The gateway sends this attribute, too, so that a copy is as long as what the queue took. */
const TIMES_POSTPONED = "times_postponed";
const DIGITS = 3;
/** Reached after five days at the earliest, of up to ten that a message may be postponed for. */
const MOST_TIMES = 10 ** DIGITS - 1;

/** How often the message has been postponed, this time included; from one on where nothing readable says so. */
const toTimesPostponed = ({ attribute }: Delivery): number => {
  const text = attribute(TIMES_POSTPONED) ?? "";
  return Math.min((/^\d{3}$/.test(text) ? Number(text) : 0) + 1, MOST_TIMES);
};

/**
 * The copy has the body, the group, the trace and all attributes, and says how often the message has been postponed,
 * and when it was accepted: the time at which SQS took the first one is lost with it. Undefined when the message is too
 * old, or claims a time so far ahead that it would never be, or when not all of it can be sent again.
 */
export const toCopy = (
  delivery: Delivery,
  { postponeForMs, random, now }: Omit<PostponeDeps, "sendCopy">,
): QueuedCopy | undefined => {
  const { receivedAt } = delivery;
  const sentWith = delivery.toSentWith();
  if (receivedAt === undefined || sentWith === undefined) return undefined;
  const ageMs = now().getTime() - receivedAt;
  if (Math.abs(ageMs) >= postponeForMs) return undefined;
  const { attributes, ...others } = sentWith;
  return {
    body: delivery.body,
    ...others,
    attributes: {
      ...attributes,
      received_at: { dataType: "Number", stringValue: `${receivedAt}` },
      [TIMES_POSTPONED]: {
        dataType: "String",
        stringValue: `${toTimesPostponed(delivery)}`.padStart(DIGITS, "0"),
      },
    },
    delaySeconds: toPostponeDelay(ageMs, random),
  };
};

/**
 * True when the queue has the copy, and the original may go. Takes `withinMs` milliseconds at most and never fails: a
 * copy that may or may not have arrived costs a second delivery of the message, which changes nothing.
 */
export const postpone = async (
  deps: PostponeDeps,
  { delivery, failure }: { readonly delivery: Delivery; readonly failure: TransientFailure },
  log: Log,
  withinMs: number,
): Promise<boolean> => {
  const copy = toCopy(delivery, deps);
  if (copy === undefined) return false;
  const sent = await withDeadline(async () => deps.sendCopy(copy), withinMs);
  // No delivery is its last: an outage that lasts shows by how often it was postponed.
  if (E.isRight(sent))
    log(failure.needsOperator ? "ERROR" : "INFO", "message postponed", {
      code: failure.code,
      postpone_seconds: copy.delaySeconds,
      times_postponed: toTimesPostponed(delivery),
    });
  else logTransient(log, "message not postponed", sent.left);
  return E.isRight(sent);
};
