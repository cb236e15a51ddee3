// Time in which this process ran. A machine that is busy with other things, or asleep, keeps it from running, and from
// answering: what waits for it must lose no time by that.

/** The most that one turn of the event loop counts for, whatever it took. Real ms. */
export const tickMs = 100;

/** Calls back once this process ran for `ms`; what it returns cancels that. */
export const afterRunning = (ms: number, expire: () => void): (() => void) => {
  const stepMs = Math.min(ms, tickMs);
  let left = ms;
  const timer = setInterval(() => {
    left -= stepMs;
    if (left > 0) return;
    clearInterval(timer);
    expire();
  }, stepMs);
  return () => clearInterval(timer);
};

/** Less than this is not worth making up for. ms. */
const shortestStall = 1_000;

/** Measures for how long this process could not run. */
export const watchStalls = () => {
  let lastRan = Date.now();
  let stalled = 0;
  const look = (): void => {
    const at = Date.now();
    const late = at - lastRan - tickMs;
    lastRan = at;
    if (late > tickMs) stalled += late;
  };
  const timer = setInterval(look, tickMs).unref();
  return {
    /** Milliseconds since it was last asked, this moment included; 0 until they are worth making up for. */
    stalled: (): number => {
      look();
      if (stalled < shortestStall) return 0;
      const ms = stalled;
      stalled = 0;
      return ms;
    },
    stop: () => clearInterval(timer),
  };
};
