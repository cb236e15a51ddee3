// What a command still does, and says, when it does not end as it should.
import { endingSignals, firstThenAgain } from "./ending-signals.ts";
import { makeTerminal } from "./terminal.ts";

/** Milliseconds that pass without a word; most cleanups need fewer. */
const quietMs = 1000;

type Cleanup = () => Promise<void>;

/** Of what is under way, the innermost last. */
const cleanups = new Set<Cleanup>();

/** Never settles. Undefined as long as no signal ends the process. */
let ending: Promise<never> | undefined;

const doAll = async (): Promise<void> => {
  // One that fails keeps none of the others from being done.
  for (const cleanup of [...cleanups].toReversed()) await Promise.allSettled([cleanup()]);
};

const end = (signal: NodeJS.Signals): void => {
  for (const each of endingSignals) process.off(each, onSignal);
  process.kill(process.pid, signal);
};

const onSignal = firstThenAgain((signal: NodeJS.Signals) => {
  ending = doAll().then(async () => {
    end(signal);
    return new Promise<never>(() => undefined);
  });
  setTimeout(() => {
    makeTerminal(process, false).say(
      "Cleaning up, which waits for answers: another Ctrl-C ends it at once, without that.",
    );
  }, quietMs);
}, end);

/** Does not go on once a signal ends the process. */
export const unlessEnding = async (): Promise<void> => {
  await ending;
};

/**
 * When a signal ends the process, as far as one can be caught, `cleanup` is run before: after those of what `work` itself
 * does, and instead of what comes behind `work`.
 */
export const withCleanup = async <A>(cleanup: Cleanup, work: () => Promise<A>): Promise<A> => {
  await unlessEnding();
  // And never taken away: a signal that has come and not been handed out by then would be lost.
  for (const signal of endingSignals)
    if (!process.listeners(signal).includes(onSignal)) process.on(signal, onSignal);
  cleanups.add(cleanup);
  try {
    return await work();
  } finally {
    cleanups.delete(cleanup);
    await unlessEnding();
  }
};

/** `say` is called when `work` rejects, and when a signal ends the process. */
export const withLastWords = async <A>(say: () => void, work: () => Promise<A>): Promise<A> =>
  withCleanup(
    async () => say(),
    async () => {
      try {
        return await work();
      } catch (error) {
        await unlessEnding();
        say();
        throw error;
      }
    },
  );
