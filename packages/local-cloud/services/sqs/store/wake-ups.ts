// Wakes the receivers that wait at a queue.

export type WakeUps = {
  /** Its waiting receivers look again, once for all changes of one turn: so a batch of messages is one batch for them. */
  readonly changed: (queueName: string) => void;
  /** Resolves when the queue changed, after `ms` real milliseconds, or when the signal aborts. */
  readonly wait: (queueName: string, ms: number, signal: AbortSignal) => Promise<void>;
};

export const makeWakeUps = (): WakeUps => {
  const waiting = new Map<string, Set<() => void>>();
  const scheduled = new Set<string>();
  return {
    changed: (queueName) => {
      if (scheduled.has(queueName) || !waiting.has(queueName)) return;
      scheduled.add(queueName);
      setImmediate(() => {
        scheduled.delete(queueName);
        const receivers = waiting.get(queueName) ?? [];
        waiting.delete(queueName);
        for (const wake of receivers) wake();
      });
    },
    wait: async (queueName, ms, signal) => {
      if (signal.aborted) return;
      const { promise, resolve } = Promise.withResolvers<void>();
      const receivers = waiting.get(queueName) ?? new Set();
      waiting.set(queueName, receivers.add(resolve));
      const timer = setTimeout(resolve, ms);
      const onAbort = (): void => resolve();
      signal.addEventListener("abort", onAbort);
      await promise;
      clearTimeout(timer);
      signal.removeEventListener("abort", onAbort);
      receivers.delete(resolve);
    },
  };
};
