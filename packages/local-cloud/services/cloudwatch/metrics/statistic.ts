// What an alarm reads off the samples of a period.

/** Samples of one slot or period, summed up. Grows in place: a busy slot takes thousands. */
export type Samples = { count: number; sum: number; min: number; max: number };

export const noSamples = (): Samples => ({ count: 0, sum: 0, min: Infinity, max: -Infinity });

export const addSamples = (samples: Samples, { count, sum, min, max }: Samples): void => {
  samples.count += count;
  samples.sum += sum;
  samples.min = Math.min(samples.min, min);
  samples.max = Math.max(samples.max, max);
};

export const addSample = (samples: Samples, value: number): void =>
  addSamples(samples, { count: 1, sum: value, min: value, max: value });

export type Statistic = "Sum" | "Average" | "Maximum";

const statistics: Readonly<Record<Statistic, (samples: Samples) => number>> = {
  Sum: ({ sum }) => sum,
  Average: ({ sum, count }) => sum / count,
  Maximum: ({ max }) => max,
};

/** Undefined where there is no sample: a missing datapoint. */
export const toDatapoint = (samples: Samples, statistic: Statistic): number | undefined =>
  samples.count === 0 ? undefined : statistics[statistic](samples);
