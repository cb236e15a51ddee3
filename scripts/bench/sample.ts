// What a measure finds: one figure of one subject, in every round.

export type Sample = {
  /** What was done: `worker`, `reader by id`, … */
  readonly task: string;
  /** Who did it: `product`, or the name of a peer. */
  readonly subject: string;
  /** What was counted, with its unit: `instructions, M`. */
  readonly figure: string;
  /** One for each round; those of one round were taken one after the other. */
  readonly values: readonly number[];
};

/** Gathers the figures of several rounds. */
export type Samples = {
  readonly add: (
    task: string,
    subject: string,
    figures: Readonly<Record<string, number | undefined>>,
  ) => void;
  readonly all: () => readonly Sample[];
};

export const makeSamples = (): Samples => {
  const found = new Map<string, Sample & { readonly values: number[] }>();
  return {
    add: (task, subject, figures) => {
      for (const [figure, value] of Object.entries(figures)) {
        if (value === undefined) continue;
        const key = JSON.stringify([task, subject, figure]);
        const sample = found.get(key) ?? { task, subject, figure, values: [] };
        sample.values.push(value);
        found.set(key, sample);
      }
    },
    all: () => [...found.values()],
  };
};
