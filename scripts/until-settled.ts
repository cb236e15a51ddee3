// Asks again until there is an answer to go by.
import { setTimeout as sleep } from "node:timers/promises";

export type Patience = { readonly timeoutMs: number; readonly pauseMs: number };

/** The first answer that is settled, or the last one when the time is up. Rejects as soon as `ask` does. */
export const untilSettled = async <A>(
  ask: () => Promise<A>,
  isSettled: (answer: A) => boolean,
  { timeoutMs, pauseMs }: Patience,
): Promise<A> => {
  const deadline = performance.now() + timeoutMs;
  for (;;) {
    const answer = await ask();
    if (isSettled(answer) || performance.now() >= deadline) return answer;
    await sleep(pauseMs);
  }
};
