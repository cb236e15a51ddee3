// One writer at a time per key, so that what a condition saw still holds when the write happens.

export type KeyLock = <T>(key: string, work: () => Promise<T>) => Promise<T>;

/** `last` holds the last turn of each key that somebody works on or waits for, and nothing else. */
export const makeKeyLock = (last = new Map<string, Promise<unknown>>()): KeyLock => {
  return async (key, work) => {
    const before = last.get(key) ?? Promise.resolve();
    // Whoever waits wants the turn, not the outcome: that goes to its own caller.
    const turn = before.then(work, work);
    const settled = turn.catch(() => undefined);
    last.set(key, settled);
    try {
      return await turn;
    } finally {
      if (last.get(key) === settled) last.delete(key);
    }
  };
};
