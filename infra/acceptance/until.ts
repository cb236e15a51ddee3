// Waits for a condition instead of for a time.
import { setTimeout as sleep } from "node:timers/promises";

/** Answers the first value that is not undefined; gives up after `seconds`. */
export const until = async <T>(
  what: string,
  probe: () => Promise<T | undefined>,
  seconds = 60,
): Promise<T> => {
  const deadline = Date.now() + seconds * 1000;
  for (;;) {
    const found = await probe();
    if (found !== undefined) return found;
    if (Date.now() > deadline) throw new Error(`waited ${seconds} s in vain: ${what}`);
    await sleep(25);
  }
};
