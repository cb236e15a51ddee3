// How fast the totals of the pipelines grew over the last minutes.
import type { Flow, Totals } from "./flow.ts";

type Sample = { readonly at: number; readonly totals: ReadonlyMap<string, Totals> };

/** What a sparkline shows: so many steps of so many seconds. */
const steps = 90;
const stepSeconds = 2;

export type Rates = {
  /** To be called each second. */
  readonly take: (flows: readonly Flow[]) => void;
  /** Per second, oldest first, for the steps there are samples of. */
  readonly of: (queue: string, total: keyof Totals) => readonly number[];
};

export const makeRates = (now: () => number): Rates => {
  let samples: readonly Sample[] = [];
  return {
    take: (flows) => {
      const at = now();
      const newest = samples.at(-1);
      if (newest !== undefined && at - newest.at < stepSeconds * 1000) return;
      const totals = new Map(flows.map(({ queue, totals: each }) => [queue.name, each] as const));
      samples = [...samples.slice(-steps), { at, totals }];
    },
    of: (queue, total) =>
      samples.slice(1).map((sample, index) => {
        const before = samples[index];
        const grown = (sample.totals.get(queue)?.[total] ?? 0) - (before?.totals.get(queue)?.[total] ?? 0);
        // A restart begins at nothing again.
        return Math.max(0, grown) / ((sample.at - (before?.at ?? 0)) / 1000);
      }),
  };
};
