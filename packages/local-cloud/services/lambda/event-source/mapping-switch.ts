// Turns an event source mapping on and off while everything runs.
import type { Poller } from "./poller.ts";

type MappingState = "Enabled" | "Enabling" | "Disabled" | "Disabling";

export type MappingSwitch = ReturnType<typeof makeMappingSwitch>;

type SwitchDeps = {
  /** Starts to poll. */
  readonly connect: () => Promise<Poller>;
  readonly now: () => Date;
};

export const makeMappingSwitch = ({ connect, now }: SwitchDeps) => {
  let poller: Poller | undefined;
  let state: MappingState = "Disabled";
  let changedAt = now();
  /** The change under way: they are made one after the other. */
  let changing: Promise<void> = Promise.resolve();

  const change = async (enabled: boolean): Promise<void> => {
    if (enabled === (poller !== undefined)) return;
    if (enabled) poller = await connect();
    else {
      const stopped = poller?.stop();
      poller = undefined;
      await stopped;
    }
  };

  const settle = (): void => {
    state = poller === undefined ? "Disabled" : "Enabled";
  };

  return {
    state: () => ({ state, changedAt }),
    /** Resolves when it is done, while batches may still be under way; rejects when the queue cannot be polled. */
    set: async (enabled: boolean): Promise<void> => {
      state = enabled ? "Enabling" : "Disabling";
      changedAt = now();
      const done = changing.then(async () => change(enabled)).finally(settle);
      changing = done.catch(() => undefined); // whoever asked for the change is told
      await done;
    },
  };
};
