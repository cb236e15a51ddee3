// From the first signal on everything ends: what was started last, first. A second signal does not wait for it.
import { endingSignals, firstThenAgain } from "@message-handler/ops/terminal/ending-signals.ts";

const exitCodes = { SIGINT: 130, SIGTERM: 143, SIGHUP: 129 } as const;
type Signal = keyof typeof exitCodes;

export type Lifetime = {
  /** Aborted by the first signal; its reason is an {@link Interrupted}. */
  readonly signal: AbortSignal;
  /** Resolves then. */
  readonly interrupted: Promise<void>;
  /** As a signal does, and does nothing after one. */
  readonly interrupt: (name: Signal) => void;
  /** Adds what ends a part of the system. */
  readonly onEnd: (end: () => Promise<void> | void) => void;
  /** Ends all parts, and rejects with what could not be ended once the others are. */
  readonly end: () => Promise<void>;
};

export class Interrupted extends Error {
  readonly signal: Signal;
  constructor(signal: Signal) {
    super(signal);
    this.signal = signal;
  }
  /** As a shell says that a signal ended a program. */
  get exitCode(): number {
    return exitCodes[this.signal];
  }
}

export const makeLifetime = (): Lifetime => {
  const stopping = new AbortController();
  const ends: (() => Promise<void> | void)[] = [];
  const interrupted = Promise.withResolvers<void>();
  const interrupt = (name: Signal): void => {
    if (stopping.signal.aborted) return;
    stopping.abort(new Interrupted(name));
    interrupted.resolve();
  };
  const onSignal = firstThenAgain(interrupt, (name: Signal) => process.exit(exitCodes[name]));
  for (const name of endingSignals) process.on(name, onSignal);
  return {
    signal: stopping.signal,
    interrupted: interrupted.promise,
    interrupt,
    onEnd: (end) => ends.unshift(end),
    end: async () => {
      const failures: unknown[] = [];
      for (const end of ends.splice(0)) {
        try {
          await end();
        } catch (error) {
          failures.push(error);
        }
      }
      if (failures.length > 0) throw new AggregateError(failures, failures.map(String).join("; "));
    },
  };
};
