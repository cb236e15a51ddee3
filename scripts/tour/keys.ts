// Keys of a person at a terminal: any goes on, q quits, Ctrl-C interrupts, also while something else is going on.
import { once, type EventEmitter } from "node:events";

export type Keys = {
  /** Resolves with the next key that is pressed from now on. Rejects once the signal is aborted. */
  readonly next: (signal: AbortSignal) => Promise<void>;
  readonly close: () => void;
};

type KeysProps = {
  readonly input: Pick<EventEmitter, "on" | "off"> & {
    readonly setRawMode: (isRaw: boolean) => unknown;
    readonly resume: () => unknown;
    readonly pause: () => unknown;
  };
  readonly onQuit: () => void;
  readonly onInterrupt: () => void;
};

const CTRL_C = "\u0003";

/** Takes the terminal's keys as they come, unechoed, until it is closed. */
export const openKeys = ({ input, onQuit, onInterrupt }: KeysProps): Keys => {
  const pressed = new EventTarget();
  const onData = (data: Buffer): void => {
    const key = data.toString();
    if (key.includes(CTRL_C)) onInterrupt();
    else if (/^q$/i.test(key)) onQuit();
    else pressed.dispatchEvent(new Event("key"));
  };
  input.setRawMode(true);
  input.on("data", onData);
  input.resume();
  return {
    next: async (signal) => {
      await once(pressed, "key", { signal });
    },
    close: () => {
      input.off("data", onData);
      input.setRawMode(false);
      input.pause();
    },
  };
};
