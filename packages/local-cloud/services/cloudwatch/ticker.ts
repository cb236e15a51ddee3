// Calls back at the start of every slot, until stopped.

export type Ticker = { readonly stop: () => void };

/** `tick` must not throw. Slots that pass while the process is busy are skipped, not made up for. */
export const startTicker = (slotMs: number, now: () => Date, tick: () => void): Ticker => {
  let timer: NodeJS.Timeout | undefined;
  const schedule = (): void => {
    // Timers may fire up to a millisecond early: one more, so that the slot before is over for certain.
    timer = setTimeout(run, slotMs - (now().getTime() % slotMs) + 1);
  };
  const run = (): void => {
    tick();
    schedule();
  };
  schedule();
  return { stop: () => clearTimeout(timer) };
};
