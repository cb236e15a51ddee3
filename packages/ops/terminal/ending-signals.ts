// The signals that end a command once it has cleaned up, and at once when a person insists.

export const endingSignals = ["SIGINT", "SIGTERM", "SIGHUP"] as const;

/** Milliseconds. Ctrl-C is a signal to every process of the terminal, and npm passes its own on: one key makes two. */
const oneKeyMs = 500;

/** `first` gets the first reason to end, `again` each later one that is not the same key's. */
export const firstThenAgain = <Reason>(
  first: (reason: Reason) => void,
  again: (reason: Reason) => void,
): ((reason: Reason) => void) => {
  let firstAt: number | undefined;
  return (reason) => {
    if (firstAt === undefined) {
      firstAt = performance.now();
      first(reason);
    } else if (performance.now() - firstAt > oneKeyMs) again(reason);
  };
};
