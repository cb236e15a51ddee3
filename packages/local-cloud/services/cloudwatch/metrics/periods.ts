// How CloudWatch's time is divided into slots and periods.
//
// Metrics are kept in slots of ten seconds of AWS time (divided by the speed, at least 50 ms). A period is as many
// slots as fit into it, counted from the epoch on. An alarm is evaluated after each slot, the period under way
// included: six times as often as on AWS, which does so every minute.
import type { Clock } from "../../../core/clock.ts";

const slotSeconds = 10;
const shortestSlotMs = 50;

export type Periods = ReturnType<typeof makePeriods>;

/** Slots are numbered from the epoch on. */
export const makePeriods = (clock: Clock) => {
  const slotMs = Math.max(shortestSlotMs, clock.scaled(slotSeconds * 1000));
  /** How many slots a period of AWS time has; at least one. */
  const toSlots = (seconds: number): number => Math.max(1, Math.round(clock.scaled(seconds * 1000) / slotMs));
  const minute = toSlots(60);
  return {
    /** Real milliseconds. */
    slotMs,
    slotOf: (at: Date): number => Math.floor(at.getTime() / slotMs),
    startOf: (slot: number): Date => new Date(slot * slotMs),
    toSlots,
    /** The first slot of the minute of AWS time that the slot lies in. */
    minuteOf: (slot: number): number => slot - (slot % minute),
  };
};
