// Gives work in a function's process its time, which counts only while both sides get to run.
import type { Duplex } from "node:stream";
import { measureRunning, tickMs } from "../../../core/running-time.ts";

/** "expired" when `ms` of the process's time pass first; the work itself goes on. One at a time. */
export type Heartbeat = <T>(work: Promise<T>, ms: number) => Promise<T | "expired">;

/**
 * A tick goes to the process over its lifeline for each 100 ms in which this one ran, and a byte comes back that says how
 * many have passed there: at most one, or as many as it has computed for. Only then does the next one go. So a process that waits while the machine is busy loses
 * nothing, and one that never comes to answer, in an endless loop, is timed out all the same.
 */
export const makeHeartbeat = (lifeline: Duplex | undefined, ran = measureRunning()): Heartbeat => {
  const tick = Buffer.of(1);
  let passed = 0;
  let unanswered = 0;
  let due = 0;
  lifeline?.on("data", (answers: Buffer) => {
    passed += answers.reduce((sum, ticks) => sum + ticks, 0);
    unanswered = 0;
  });
  return async (work, ms) => {
    passed = 0;
    unanswered = 0;
    const { promise: expiry, resolve } = Promise.withResolvers<"expired">();
    const timer = setInterval(() => {
      due += ran();
      if (due < tickMs) return;
      due -= tickMs;
      unanswered += 1;
      if (unanswered === 1) lifeline?.write(tick);
      if ((passed + unanswered) * tickMs >= ms) resolve("expired");
    }, tickMs);
    try {
      return await Promise.race([work, expiry]);
    } finally {
      clearInterval(timer);
    }
  };
};
