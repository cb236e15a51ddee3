// Judges what an invocation has done with each delivery of its batch, by what went wrong in it.
import type { Send } from "./episode.ts";
import { violation, type Violation } from "./invariants.ts";
import type { Mishap } from "./mishaps.ts";

/** What is known of a delivery when its invocation has ended. */
export type Outcome = {
  readonly send: Send;
  /** Of its own calls of the stores. */
  readonly mishaps: readonly Mishap[];
  readonly hasQueueMishap: boolean;
  readonly end: "acknowledged" | "postponed" | "returned";
};

/** Different messages that must fail for an outage. */
const MESSAGES = 5;
const WINDOW_MS = 30 * 60_000;

const isThrottle = (mishap: Mishap): boolean => "fault" in mishap && mishap.fault === "Throttling";
const isThrottled = ({ mishaps }: Outcome): boolean => mishaps.length > 0 && mishaps.every(isThrottle);
const textsOf = (outcomes: readonly Outcome[]): number =>
  new Set(outcomes.map(({ send }) => send.sent.sha256)).size;

const judgeOne = (outcome: Outcome, isOutage: boolean): Violation | undefined => {
  const { send, mishaps, end, hasQueueMishap } = outcome;
  const { name } = send.sent;
  if (mishaps.length === 0 && end !== "acknowledged")
    return violation("healthy-is-acknowledged", `${name} was ${end} although all its calls worked`);
  if (end !== "returned" || hasQueueMishap) return undefined;
  if (isThrottled(outcome))
    return violation("throttling-uses-up-no-delivery", `${name} was throttled, and returned`);
  return isOutage
    ? violation("outage-uses-up-no-delivery", `${name} failed with all of its batch, and was returned`)
    : undefined;
};

/** Remembers what has failed, in all environments: no single one can know of more. */
export const makeJudge = () => {
  const failedAt = new Map<string, number>();
  const isLone = (now: number): boolean =>
    [...failedAt.values()].filter((at) => at > now - WINDOW_MS).length < MESSAGES;
  return (batch: readonly Outcome[], now: number): Violation | undefined => {
    const failed = batch.filter(({ end }) => end !== "acknowledged");
    const isOutage = failed.length === batch.length && textsOf(failed) >= MESSAGES;
    for (const { send } of failed) failedAt.set(send.sent.sha256, now);
    const broken = batch.map((outcome) => judgeOne(outcome, isOutage)).find((found) => found !== undefined);
    if (broken !== undefined) return broken;
    const postponed = failed.find(({ end, mishaps }) => end === "postponed" && !mishaps.some(isThrottle));
    return postponed !== undefined && isLone(now)
      ? violation(
          "lone-failure-dies-after-three",
          `${postponed.send.sent.name} failed alone, and was postponed`,
        )
      : undefined;
  };
};
