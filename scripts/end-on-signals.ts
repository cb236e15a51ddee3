// A signal ends this process by process.exit(), so that listeners of "exit" end what it has started and remove what it has
// written for itself.

export const endOnSignals = (): void => {
  // One listener for each process and folder: many at once are no leak.
  process.setMaxListeners(0);
  for (const [signal, code] of [
    ["SIGINT", 130],
    ["SIGTERM", 143],
    ["SIGHUP", 129],
  ] as const)
    process.once(signal, () => process.exit(code));
};
