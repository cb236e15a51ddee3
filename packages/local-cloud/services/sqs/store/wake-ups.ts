// Wakes the receivers that wait at a queue.

export type WakeUps = ReturnType<typeof makeWakeUps>;

export const makeWakeUps = () => {
  const waiting = new Map<string, Set<() => void>>();
  const scheduled = new Set<string>();
  return {
    /** Its waiting receivers look again, once for all changes of one turn: so a batch of messages is one batch for them. */
    changed: (queueName: string): void => {
      if (scheduled.has(queueName) || !waiting.has(queueName)) return;
      scheduled.add(queueName);
      setImmediate(() => {
        scheduled.delete(queueName);
        const receivers = waiting.get(queueName) ?? [];
        waiting.delete(queueName);
        for (const wake of receivers) wake();
      });
    },
    /** Resolves when the queue changed, after `ms` real milliseconds, or when the signal aborts. */
    wait: async (queueName: string, ms: number, signal: AbortSignal): Promise<void> => {
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
