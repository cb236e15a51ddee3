// Time in which this process ran, or had nothing to do. A machine that is busy with other things, or asleep, keeps it from
// running, and from answering: what waits for it must lose no time by that.
import { performance } from "node:perf_hooks";

/** The most that one turn of the event loop counts for, whatever it took. Real ms. */
export const tickMs = 100;

/** Milliseconds, since it was last asked, in which this process ran or waited for something to do; one tick at most. */
export type Ran = () => number;

const look = (): number => {
  const { user, system } = process.threadCpuUsage();
  return performance.eventLoopUtilization().idle + (user + system) / 1000;
};

/** What is neither waiting nor computing is waiting for a processor. */
export const measureRunning = (): Ran => {
  let before = look();
  return () => {
    const now = look();
    const ran = now - before;
    before = now;
    return Math.min(ran, tickMs);
  };
};

/** Calls back once this process ran for `ms`; what it returns cancels that. */
export const afterRunning = (ms: number, expire: () => void): (() => void) => {
  const ran = measureRunning();
  let left = ms;
  const timer = setInterval(
    () => {
      left -= ran();
      if (left > 0) return;
      clearInterval(timer);
      expire();
    },
    Math.min(ms, tickMs),
  );
  return () => clearInterval(timer);
};

/** Less than this is not worth making up for. ms. */
const shortestStall = 1_000;

/** Measures for how long this process could not run. */
export const watchStalls = () => {
  const ran = measureRunning();
  let last = Date.now();
  let stalled = 0;
  const count = (): void => {
    const at = Date.now();
    const late = at - last - ran();
    last = at;
    // Timers and clocks are that exact.
    if (late > tickMs / 10) stalled += late;
  };
  const timer = setInterval(count, tickMs).unref();
  return {
    /** Milliseconds since it was last asked, this moment included; 0 until they are worth making up for. */
    stalled: (): number => {
      count();
      if (stalled < shortestStall) return 0;
      const ms = Math.round(stalled);
      stalled = 0;
      return ms;
    },
    stop: () => clearInterval(timer),
  };
};
