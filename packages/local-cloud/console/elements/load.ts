// Something that is fetched: none yet, what came last, and what went wrong.

export type Load<T> = {
  readonly isBusy: boolean;
  readonly value: T | undefined;
  /** A sentence, after the newest attempt has failed. */
  readonly problem: string | undefined;
};

export const toProblem = (error: unknown): string => (error instanceof Error ? error.message : String(error));

/** Of several that are under way only the newest counts. `onChange` hears of each beginning and end. */
export const makeLoad = <T>(onChange: () => void) => {
  const nothing: Load<T> = { isBusy: false, value: undefined, problem: undefined };
  let current = nothing;
  let newest: symbol | undefined;
  const change = (next: Load<T>): void => {
    current = next;
    onChange();
  };
  return {
    current: (): Load<T> => current,
    clear: (): void => {
      newest = undefined;
      change(nothing);
    },
    /** What came before stays until `work` has ended. */
    run: async (work: () => Promise<T>): Promise<void> => {
      const mine = Symbol("run");
      newest = mine;
      change({ ...current, isBusy: true });
      try {
        const value = await work();
        if (newest === mine) change({ isBusy: false, value, problem: undefined });
      } catch (error) {
        if (newest === mine) change({ ...current, isBusy: false, problem: toProblem(error) });
      }
    },
  };
};
