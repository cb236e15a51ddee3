// Waits for a promise, but not for ever.

/** "expired" when `ms` pass first; the promise itself goes on. */
export const withTimeout = async <T>(promise: Promise<T>, ms: number): Promise<T | "expired"> => {
  const { promise: expiry, resolve } = Promise.withResolvers<"expired">();
  const timer = setTimeout(() => resolve("expired"), ms);
  try {
    return await Promise.race([promise, expiry]);
  } finally {
    clearTimeout(timer);
  }
};
