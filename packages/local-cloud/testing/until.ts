// Waits for a condition instead of for a time.
import { setTimeout as sleep } from "node:timers/promises";

/** The first answer that is neither undefined nor false; gives up after `seconds`. */
export const until = async <T>(
  what: string,
  probe: () => T | Promise<T>,
  seconds = 60,
): Promise<Exclude<T, undefined | false>> => {
  const deadline = performance.now() + seconds * 1000;
  for (;;) {
    const answer = await probe();
    if (answer !== undefined && answer !== false) return answer as Exclude<T, undefined | false>;
    if (performance.now() > deadline) throw new Error(`not within ${seconds} s: ${what}`);
    await sleep(10);
  }
};
