// Divides waiting, never work: `--speed 10` turns a minute's wait into six seconds.
import { setTimeout as sleep } from "node:timers/promises";

/** For those who read the log. */
export const waitingAndWork = {
  divided:
    "delays, retry pauses, what is left of a visibility time-out once the function has ended, batching windows, back-off of pollers, cached authorizations, alarm periods, retention of queues",
  not_divided:
    "work and its time-outs: those of functions, of their requests and of integrations, visibility while a function works; long polls, throttling of the API, the rate that a message move task is asked for",
} as const;

export type Clock = {
  /** At least 1. */
  readonly speed: number;
  /** Real milliseconds to wait for something that takes `ms` on AWS. */
  readonly scaled: (ms: number) => number;
  /** Waits `ms` of AWS time; rejects with an AbortError when the signal fires. */
  readonly wait: (ms: number, signal?: AbortSignal) => Promise<void>;
};

export const makeClock = (speed: number): Clock => {
  const scaled = (ms: number): number => ms / speed;
  return {
    speed,
    scaled,
    wait: async (ms, signal) => {
      await sleep(scaled(ms), undefined, signal === undefined ? {} : { signal });
    },
  };
};
