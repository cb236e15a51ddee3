// Waits for a condition instead of for a time.
import { setTimeout as sleep } from "node:timers/promises";

/** The first answer that is neither undefined nor false; asks ever less often, and gives up after `seconds`. */
export const until = async <T>(
  what: string,
  probe: () => T | Promise<T>,
  seconds = 60,
): Promise<Exclude<T, undefined | false>> => {
  const started = performance.now();
  for (;;) {
    const answer = await probe();
    if (answer !== undefined && answer !== false) return answer as Exclude<T, undefined | false>;
    const waitedMs = performance.now() - started;
    if (waitedMs > seconds * 1000) throw new Error(`not within ${seconds} s: ${what}`);
    await sleep(Math.min(10 + waitedMs / 10, 100));
  }
};
