// What a command has to say when it does not end as it should.

/** `say` is called when `work` rejects, and when a signal ends the process, as far as one can be caught. */
export const withLastWords = async <A>(say: () => void, work: () => Promise<A>): Promise<A> => {
  const end = (signal: NodeJS.Signals): void => {
    say();
    process.kill(process.pid, signal);
  };
  process.once("SIGINT", end).once("SIGTERM", end);
  try {
    return await work();
  } catch (error) {
    say();
    throw error;
  } finally {
    process.off("SIGINT", end).off("SIGTERM", end);
  }
};
